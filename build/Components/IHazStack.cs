using DataSpec.Operations;
using DataSpec.Operations.Journal;
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

    /// <summary>The same for an operation that changes the stack: no second one runs beside it, and none while an interrupted one left
    /// the stack between two states.</summary>
    /// <param name="despite">Says of an unfinished operation that this one may run all the same, because it finishes it or harms nothing.</param>
    Task OperateAlone(Func<CancellationToken, Task> operation, Func<UnfinishedOperation, bool>? despite = null) =>
        Operate(ct =>
        {
            Stack.HoldLock(string.Join(' ', InvokedTargets.Select(target => target.Name)));
            if (JournalReader.Unfinished(Stack.Root).FirstOrDefault(Hinders) is { } unfinished)
                throw new UnfinishedOperationException(unfinished);
            return operation(ct);

            bool Hinders(UnfinishedOperation one) => one is { Blocks: true, IsOurs: false } && despite?.Invoke(one) is not true;
        });
}
