using System.Reflection;
using DataSpec.Engine.Output;
using Nuke.Common;
using Nuke.Common.CI.GitHubActions;
using Nuke.Common.Execution;
using Serilog;

namespace DataSpec.Engine.Sessions;

/// <summary>Shows a run to the person, and tells the build's own hooks.</summary>
sealed class RunReporter(NukeBuild build, BuildConsole console, LogFile file)
{
    const int LengthOfReason = 100;

    public void Running(ExecutableTarget target)
    {
        if (GitHubActions.Instance is { } actions)
            actions.Group(target.Name);
        else if (Shows(DefaultOutput.TargetHeader))
            Head(target.Name);
        build.OnTargetRunning(target.Name);
    }

    public void Succeeded(ExecutableTarget target)
    {
        GitHubActions.Instance?.EndGroup(target.Name);
        build.OnTargetSucceeded(target.Name);
    }

    public void Skipped(ExecutableTarget target)
    {
        Log.Debug("{Target:l} skipped: {Reason:l}", target.Name, target.Skipped);
        build.OnTargetSkipped(target.Name);
    }

    public void Failed(ExecutableTarget target, Exception error)
    {
        Log.Error(error, "{Target:l} failed: {Message:l}", target.Name, error.Message);
        GitHubActions.Instance?.EndGroup(target.Name);
        var reason = error.Message.Split('\n')[0].Trim();
        target.Failure = reason.Length > LengthOfReason ? reason[..(LengthOfReason - 1)] + "…" : reason;
        build.OnTargetFailed(target.Name);
    }

    public void Finished(IReadOnlyCollection<ExecutableTarget> plan, TimeProvider time)
    {
        if (Shows(DefaultOutput.TargetOutcome))
        {
            foreach (var (text, ink) in SummaryTable.Lines(plan))
                Print(text, ink);
        }

        if (Shows(DefaultOutput.BuildOutcome))
            Print($"Build {(build.IsFailing ? "failed" : "succeeded")} on {time.GetLocalNow():yyyy-MM-dd HH:mm:ss}.", build.IsFailing ? Ink.Red : Ink.Green);
        if (build.IsFailing && file.FileName is { } log)
            console.Error($"Everything that was logged: {log}", Ink.Dim);
    }

    bool Shows(DefaultOutput part) => !build.GetType()
        .GetCustomAttributes<DisableDefaultOutputAttribute>(inherit: true)
        .Any(attribute => attribute.DisabledOutputs.Contains(part) && attribute.IsApplicable(build));

    void Head(string target)
    {
        Print("");
        Print("╬" + new string('═', target.Length + 5), Ink.Cyan);
        Print("║ " + target, Ink.Cyan);
        Print("╬" + new string('═', Math.Max(target.Length - 4, 2)), Ink.Cyan);
        Print("");
    }

    void Print(string text, Ink ink = Ink.Plain)
    {
        console.Line(text, ink);
        file.Write(text + Environment.NewLine);
    }
}
