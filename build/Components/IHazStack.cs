using DataSpec.Operations;
using Nuke.Common;

/// <summary>What every target works with: this checkout's stack, and the one way an operation is run and its failure explained.</summary>
interface IHazStack : INukeBuild
{
    StackContext Stack { get; }

    /// <summary>Runs an operation until it ends or the person interrupts; its failure becomes the exit code that the design fixes.</summary>
    async Task Operate(Func<CancellationToken, Task> operation)
    {
        try
        {
            await operation(Stack.Interrupted);
        }
        catch (DataSpecException failure)
        {
            ExitCode = (int)failure.ExitCode;
            throw new OperationFailed(failure);
        }
        finally
        {
            Stack.Progress.Finish();
        }
    }

    /// <summary>The same for an operation that changes the stack: no second one runs beside it.</summary>
    Task OperateAlone(Func<CancellationToken, Task> operation) =>
        Operate(ct =>
        {
            Stack.HoldLock(string.Join(' ', ExecutionPlan.Where(target => target.Invoked).Select(target => target.Name)));
            return operation(ct);
        });
}
