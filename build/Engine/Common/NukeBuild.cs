using System.Linq.Expressions;
using DataSpec.Engine.Sessions;
using Nuke.Common.Execution;
using Nuke.Common.IO;
using Nuke.Common.Tooling;

namespace Nuke.Common;

/// <summary>Base of every build: <c>class Build : NukeBuild { public static int Main() => Execute&lt;Build&gt;(x => x.Compile); }</c>.</summary>
public abstract partial class NukeBuild : INukeBuild
{
    readonly BuildSession _session = BuildSession.Current;

    public IReadOnlyCollection<ExecutableTarget> ExecutionPlan => _session.Plan;

    public IReadOnlyCollection<ExecutableTarget> InvokedTargets => [.. ExecutionPlan.Where(target => target.Invoked)];

    public IReadOnlyCollection<ExecutableTarget> SkippedTargets => In(ExecutionStatus.Skipped);

    public IReadOnlyCollection<ExecutableTarget> ScheduledTargets => In(ExecutionStatus.Scheduled);

    public IReadOnlyCollection<ExecutableTarget> RunningTargets => In(ExecutionStatus.Running);

    public IReadOnlyCollection<ExecutableTarget> AbortedTargets => In(ExecutionStatus.Aborted);

    public IReadOnlyCollection<ExecutableTarget> FailedTargets => In(ExecutionStatus.Failed);

    public IReadOnlyCollection<ExecutableTarget> SucceededTargets => In(ExecutionStatus.Succeeded);

    /// <summary>Failed, then succeeded ones.</summary>
    public IReadOnlyCollection<ExecutableTarget> FinishedTargets => [.. FailedTargets, .. SucceededTargets];

    public bool IsSucceeding => !IsFailing;

    public bool IsFailing => ExecutionPlan.Any(target => target.Status is ExecutionStatus.Failed or ExecutionStatus.Aborted or ExecutionStatus.NotRun);

    public bool IsFinished => ScheduledTargets.Count + RunningTargets.Count == 0;

    public bool Plan => _session.Options.Plan;

    public bool Help => _session.Options.Help;

    public bool NoLogo => true;

    /// <summary>Exit code of the process; wins over the engine's own where set.</summary>
    public int? ExitCode { get; set; }

    AbsolutePath INukeBuild.RootDirectory => RootDirectory;

    AbsolutePath INukeBuild.TemporaryDirectory => TemporaryDirectory;

    Verbosity INukeBuild.Verbosity => Verbosity;

    bool INukeBuild.IsLocalBuild => IsLocalBuild;

    bool INukeBuild.IsServerBuild => IsServerBuild;

    /// <summary>Runs what the command line asks for and returns the exit code.</summary>
    protected static int Execute<T>(params Expression<Func<T, Target>>[] defaultTargetExpressions)
        where T : NukeBuild, new() => BuildSession.Start(BuildHost.OfThisProcess()).Run(() => new T(), defaultTargetExpressions);

    public T? TryGetValue<T>(Expression<Func<T>> parameterExpression)
        where T : class? => (T?)_session.ValueOf(parameterExpression);

    public T? TryGetValue<T>(Expression<Func<object?>> parameterExpression) => (T?)_session.ValueOf(parameterExpression);

    public void ReportSummary(Configure<Dictionary<string, string>>? configurator = null) =>
        RunningTargets.Single().SummaryInformation = configurator?.Invoke(new Dictionary<string, string>(StringComparer.Ordinal)) ?? [];

    ExecutableTarget[] In(ExecutionStatus status) => [.. ExecutionPlan.Where(target => target.Status == status)];
}
