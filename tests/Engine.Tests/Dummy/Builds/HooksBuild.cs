using Nuke.Common;
using Nuke.Common.CI.GitHubActions;
using Nuke.Common.Execution;
using Nuke.Common.IO;
using Serilog;

/// <summary>A build that listens to everything that happens to it.</summary>
[DisableDefaultOutput(DefaultOutput.BuildOutcome)]
public class HooksBuild : NukeBuild
{
    public List<string> Heard { get; } = [];

    Target Fine => _ => _.Executes(() => Heard.Add("fine"));

    Target Left => _ => _.OnlyWhenDynamic(() => SucceededTargets.Count == 0).DependsOn(Fine).Executes(() => Heard.Add("left"));

    Target Broken => _ => _.DependsOn(Left).ProceedAfterFailure().Executes(() => Assert.Fail("It is broken: 100 %\nreally"));

    Target Warned => _ => _.Executes(() => Log.Warning("Take {Care}", "care"));

    public AbsolutePath Place => TemporaryDirectory / Host.GetType().Name;

    public bool IsAtGitHub => GitHubActions.Instance is not null && IsServerBuild && Host is not Terminal;

    protected override void OnBuildCreated() => Heard.Add("created");

    protected override void OnBuildInitialized() => Heard.Add($"initialized for {string.Join(' ', InvokedTargets)}");

    protected override void OnTargetRunning(string target) => Heard.Add("running " + target);

    protected override void OnTargetSkipped(string target) => Heard.Add("skipped " + target + (SkippedTargets.Contains(Left) ? "" : "?"));

    protected override void OnTargetSucceeded(string target) => Heard.Add("succeeded " + target);

    protected override void OnTargetFailed(string target) => Heard.Add("failed " + target + (FailedTargets.Contains(Broken) ? "" : "?"));

    protected override void OnBuildFinished() => Heard.Add(IsSucceeding ? "finished" : "finished badly");
}
