using DataSpec.Engine.Output;
using DataSpec.Engine.Running;
using Nuke.Common;
using Nuke.Common.Execution;
using Serilog;

namespace DataSpec.Engine.Sessions;

/// <summary>Prints and logs a run, and tells the build's own hooks.</summary>
sealed class RunReporter(NukeBuild build, BuildConsole console, LogFile file) : IRunEvents
{
    readonly HashSet<DefaultOutput> _disabled = [.. build.GetType()
        .GetCustomAttributes(inherit: true)
        .OfType<DisableDefaultOutputAttribute>()
        .Where(attribute => attribute.IsApplicable(build))
        .SelectMany(attribute => attribute.DisabledOutputs)];

    public void Running(ExecutableTarget target)
    {
        if (!_disabled.Contains(DefaultOutput.TargetHeader))
        {
            Print("");
            Print("╬" + new string('═', target.Name.Length + 5), Ink.Cyan);
            Print("║ " + target.Name, Ink.Cyan);
            Print("╬" + new string('═', Math.Max(target.Name.Length - 4, 2)), Ink.Cyan);
            Print("");
        }

        build.OnTargetRunning(target.Name);
    }

    public void Skipped(ExecutableTarget target)
    {
        Log.Debug("{Target} skipped: {Reason}", target.Name, target.Skipped);
        build.OnTargetSkipped(target.Name);
    }

    public void Succeeded(ExecutableTarget target) => build.OnTargetSucceeded(target.Name);

    public void Failed(ExecutableTarget target, Exception error)
    {
        Log.Error(error, "{Target} failed: {Message}", target.Name, error.Message);
        if (target.SummaryInformation.Count == 0)
            target.SummaryInformation[error.GetType().Name] = error.Message.Split('\n')[0].Trim();
        build.OnTargetFailed(target.Name);
    }

    public void Aborted(ExecutableTarget target, Exception error) => Log.Debug(error, "{Target} was interrupted: {Message}", target.Name, error.Message);

    public void Finished(IReadOnlyCollection<ExecutableTarget> plan, TimeProvider time)
    {
        if (!_disabled.Contains(DefaultOutput.TargetOutcome))
        {
            foreach (var (text, ink) in SummaryTable.Lines(plan))
                Print(text, ink);
        }

        if (!_disabled.Contains(DefaultOutput.BuildOutcome))
            Print($"Build {(build.IsSucceeding ? "succeeded" : "failed")} on {time.GetLocalNow():yyyy-MM-dd HH:mm:ss}.", build.IsSucceeding ? Ink.Green : Ink.Red);
        if (build.IsFailing && file.FileName is { } log)
            Print($"Everything that was logged: {log}", Ink.Dim);
    }

    void Print(string text, Ink ink = Ink.Plain)
    {
        console.Line(text, ink);
        file.Write(text + Environment.NewLine);
    }
}
