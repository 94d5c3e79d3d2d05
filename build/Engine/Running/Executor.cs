using System.Reflection;
using DataSpec.Engine.Sessions;
using Nuke.Common.Execution;
using Serilog;

namespace DataSpec.Engine.Running;

/// <summary>Runs a plan target by target; a failure or an interruption leaves only those that are assured to run.</summary>
sealed class Executor(IReadOnlyList<ExecutableTarget> plan, RunReporter reporter, TimeProvider time, Interruption interruption)
{
    bool _isStopped;

    public void Run()
    {
        foreach (var target in plan.Where(target => target.Status != ExecutionStatus.Skipped && target.Actions.Count == 0))
            target.Status = ExecutionStatus.Collective;

        foreach (var target in plan)
        {
            if (target.Status == ExecutionStatus.Skipped)
                reporter.Skipped(target);
            else if (target.Status == ExecutionStatus.Scheduled && (!MustStop || target.AssuredAfterFailure))
                Run(target);
        }

        foreach (var target in plan.Where(target => target.Status == ExecutionStatus.Scheduled))
            target.Status = ExecutionStatus.NotRun;
    }

    bool MustStop => _isStopped || interruption.IsRequested;

    void Run(ExecutableTarget target)
    {
        var started = time.GetTimestamp();
        try
        {
            if (!Skipping.Holds(target.DynamicConditions, target, plan))
            {
                reporter.Skipped(target);
                return;
            }

            target.Status = ExecutionStatus.Running;
            reporter.Running(target);
            started = time.GetTimestamp();
            interruption.WaitFor(Start(target));
            target.Duration = time.GetElapsedTime(started);
            target.Status = ExecutionStatus.Succeeded;
            reporter.Succeeded(target);
        }
        catch (Exception error)
        {
            target.Duration = time.GetElapsedTime(started);
            Stop(target, Unwrapped(error));
        }
    }

    /// <summary>On a thread of its own, so that an interruption can stop waiting for it.</summary>
    static Task Start(ExecutableTarget target) => Task.Factory.StartNew(
        () =>
        {
            foreach (var action in target.Actions)
                action();
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    void Stop(ExecutableTarget target, Exception error)
    {
        if (interruption.Explains(error))
        {
            target.Status = ExecutionStatus.Aborted;
            Log.Debug(error, "{Target:l} was interrupted: {Message:l}", target.Name, error.Message);
            return;
        }

        target.Status = ExecutionStatus.Failed;
        _isStopped |= !target.ProceedAfterFailure;
        reporter.Failed(target, error);
    }

    static Exception Unwrapped(Exception error) => error switch
    {
        TargetInvocationException or TypeInitializationException when error.InnerException is { } inner => Unwrapped(inner),
        AggregateException { InnerExceptions: [var only] } => Unwrapped(only),
        _ => error,
    };
}
