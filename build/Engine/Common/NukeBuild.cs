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

    public static AbsolutePath RootDirectory => BuildSession.Current.Root;

    public IReadOnlyCollection<ExecutableTarget> ExecutionPlan => _session.Plan;

    public bool IsFailing => ExecutionPlan.Any(target => target.Status is ExecutionStatus.Failed or ExecutionStatus.Aborted or ExecutionStatus.NotRun);

    public int? ExitCode { get; set; }

    /// <summary>True where <c>--plan</c> was given: nothing runs.</summary>
    public bool Plan => _session.IsPlanOnly;

    AbsolutePath INukeBuild.RootDirectory => RootDirectory;

    /// <summary>Runs what the command line asks for and returns the exit code.</summary>
    protected static int Execute<T>(params Expression<Func<T, Target>>[] defaultTargetExpressions)
        where T : NukeBuild, new() => BuildSession.Start(BuildHost.OfThisProcess()).Run(() => new T(), defaultTargetExpressions);

    public T? TryGetValue<T>(Expression<Func<T>> parameterExpression)
        where T : class? => (T?)_session.ValueOf(parameterExpression);

    public T? TryGetValue<T>(Expression<Func<object?>> parameterExpression) => (T?)_session.ValueOf(parameterExpression);

    public void ReportSummary(Configure<Dictionary<string, string>>? configurator = null) =>
        ExecutionPlan.Single(target => target.Status == ExecutionStatus.Running).SummaryInformation =
            configurator?.Invoke(new Dictionary<string, string>(StringComparer.Ordinal)) ?? [];

    /// <summary>Parameters have their values and the plan is made; requirements are not checked yet.</summary>
    protected internal virtual void OnBuildCreated()
    {
    }

    /// <summary>All targets have ended and the summary is printed.</summary>
    protected internal virtual void OnBuildFinished()
    {
    }

    protected internal virtual void OnTargetFailed(string target)
    {
    }
}
