using DataSpec.Operations.Compose;
using DataSpec.Operations.Journal;

namespace DataSpec.Operations.Verification.Checks.Configuration;

/// <summary>Whether the stack is between two states.</summary>
static class UnfinishedCheck
{
    public static ICheck Check { get; } = new Check(
        new("stack.unfinished", 1, "No operation was interrupted half-way, and no scheduler was told to stop", "./build.sh Status names the command that finishes it"),
        (view, _) => Task.FromResult(Of([.. JournalReader.Unfinished(view.Root)], new DrainMark(view.Root, view.Time).IsSet)));

    internal static CheckOutcome Of(UnfinishedOperation[] operations, bool drains)
    {
        var evidence = string.Join(' ', operations.Select(operation => operation.ToString()));
        if (operations.FirstOrDefault(operation => operation is { IsRunning: false, Blocks: true }) is { } interrupted)
            return CheckOutcome.Failed(evidence) with { Remedy = interrupted.Next };
        if (drains)
            return CheckOutcome.Failed("The scheduler was told to finish its tasks and stop: it takes no new ones.", CoreServices.Scheduler) with { Remedy = "./build.sh Up starts it again, ./build.sh Down ends it" };
        return operations.Length == 0 ? CheckOutcome.Passed("nothing left to do")
            : CheckOutcome.Warning(evidence) with { Remedy = operations.FirstOrDefault(operation => !operation.IsRunning)?.Next ?? "Wait for its end" };
    }
}
