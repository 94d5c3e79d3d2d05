using System.Linq.Expressions;
using DataSpec.Engine.Sessions;
using Nuke.Common.Execution;
using Nuke.Common.IO;
using Nuke.Common.Tooling;

namespace Nuke.Common;

/// <summary>Base of every build: <c>class Build : NukeBuild { public static int Main() => Execute&lt;Build&gt;(x => x.Compile); }</c>.</summary>
public abstract class NukeBuild : INukeBuild
{
    readonly BuildSession _session = BuildSession.Current;

    /// <summary>Folder that holds <c>.nuke</c>.</summary>
    public static AbsolutePath RootDirectory => BuildSession.Current.Root;

    /// <summary>Folder for what the build writes for itself, <c>.nuke/temp</c>; it may not be there yet.</summary>
    public static AbsolutePath TemporaryDirectory => RootDirectory / ".nuke" / "temp";

    /// <summary>Where the build runs: a terminal, or GitHub Actions.</summary>
    public static Host Host => BuildSession.Current.Host;
    public static bool IsLocalBuild => !IsServerBuild;
    public static bool IsServerBuild => Host is not Terminal;
    public IReadOnlyCollection<ExecutableTarget> ExecutionPlan => _session.Plan;
    public IReadOnlyCollection<ExecutableTarget> InvokedTargets => [.. ExecutionPlan.Where(target => target.Invoked)];
    public IReadOnlyCollection<ExecutableTarget> SkippedTargets => With(ExecutionStatus.Skipped);
    public IReadOnlyCollection<ExecutableTarget> SucceededTargets => With(ExecutionStatus.Succeeded);
    public IReadOnlyCollection<ExecutableTarget> FailedTargets => With(ExecutionStatus.Failed);
    public bool IsSucceeding => !IsFailing;
    public bool IsFailing => ExecutionPlan.Any(target => target.Status is ExecutionStatus.Failed or ExecutionStatus.Aborted or ExecutionStatus.NotRun);

    /// <summary>Exit code of the process; wins over the engine's own where set.</summary>
    public int? ExitCode { get; set; }

    /// <summary>True where <c>--plan</c> was given: nothing runs.</summary>
    public bool Plan => _session.IsPlanOnly;

    /// <summary>Runs what the command line asks for and returns the exit code.</summary>
    protected static int Execute<T>(params Expression<Func<T, Target>>[] defaultTargetExpressions)
        where T : NukeBuild, new() => BuildSession.Start(BuildHost.OfThisProcess()).Run(() => new T(), defaultTargetExpressions);

    T? INukeBuild.TryGetValue<T>(Expression<Func<T>> parameterExpression)
        where T : class => (T?)_session.ValueOf(parameterExpression);

    T? INukeBuild.TryGetValue<T>(Expression<Func<object?>> parameterExpression)
        where T : default => (T?)_session.ValueOf(parameterExpression);

    public void ReportSummary(Configure<Dictionary<string, string>>? configurator = null) =>
        ExecutionPlan.Single(target => target.Status == ExecutionStatus.Running).SummaryInformation =
            configurator?.Invoke(new Dictionary<string, string>(StringComparer.Ordinal)) ?? [];

    /// <summary>The parameters have their values.</summary>
    protected internal virtual void OnBuildCreated() { }

    /// <summary>The plan is made and static conditions are asked; requirements are not.</summary>
    protected internal virtual void OnBuildInitialized() { }

    /// <summary>All targets have ended and the summary is printed.</summary>
    protected internal virtual void OnBuildFinished() { }

    protected internal virtual void OnTargetRunning(string target) { }
    protected internal virtual void OnTargetSkipped(string target) { }
    protected internal virtual void OnTargetSucceeded(string target) { }
    protected internal virtual void OnTargetFailed(string target) { }

    IReadOnlyCollection<ExecutableTarget> With(ExecutionStatus status) => [.. ExecutionPlan.Where(target => target.Status == status)];
}
