using System.Linq.Expressions;
using Nuke.Common.Execution;
using Nuke.Common.IO;
using Nuke.Common.Tooling;

namespace Nuke.Common;

/// <summary>What a component sees of the build it is part of; <see cref="NukeBuild"/> tells what each is.</summary>
public interface INukeBuild
{
    IReadOnlyCollection<ExecutableTarget> ExecutionPlan { get; }
    IReadOnlyCollection<ExecutableTarget> InvokedTargets { get; }
    IReadOnlyCollection<ExecutableTarget> SkippedTargets { get; }
    IReadOnlyCollection<ExecutableTarget> SucceededTargets { get; }
    IReadOnlyCollection<ExecutableTarget> FailedTargets { get; }
    bool IsSucceeding { get; }
    bool IsFailing { get; }
    int? ExitCode { get; set; }
    bool Plan { get; }
    AbsolutePath RootDirectory => NukeBuild.RootDirectory;
    AbsolutePath TemporaryDirectory => NukeBuild.TemporaryDirectory;
    Host Host => NukeBuild.Host;
    bool IsLocalBuild => NukeBuild.IsLocalBuild;
    bool IsServerBuild => NukeBuild.IsServerBuild;

    /// <summary>Value given for a parameter, null where none was.</summary>
    T? TryGetValue<T>(Expression<Func<T>> parameterExpression)
        where T : class?;

    /// <summary>The same for value types: <c>TryGetValue&lt;bool?&gt;(() => Flag) ?? false</c>.</summary>
    T? TryGetValue<T>(Expression<Func<object?>> parameterExpression);

    /// <summary>Replaces what the summary shows beside the running target.</summary>
    void ReportSummary(Configure<Dictionary<string, string>>? configurator = null);
}
