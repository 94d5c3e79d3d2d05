using System.Linq.Expressions;
using Nuke.Common.Execution;
using Nuke.Common.IO;
using Nuke.Common.Tooling;

namespace Nuke.Common;

/// <summary>What a component sees of the build it is part of.</summary>
public interface INukeBuild
{
    IReadOnlyCollection<ExecutableTarget> ExecutionPlan { get; }

    IReadOnlyCollection<ExecutableTarget> InvokedTargets { get; }

    IReadOnlyCollection<ExecutableTarget> SkippedTargets { get; }

    IReadOnlyCollection<ExecutableTarget> ScheduledTargets { get; }

    IReadOnlyCollection<ExecutableTarget> RunningTargets { get; }

    IReadOnlyCollection<ExecutableTarget> AbortedTargets { get; }

    IReadOnlyCollection<ExecutableTarget> FailedTargets { get; }

    IReadOnlyCollection<ExecutableTarget> SucceededTargets { get; }

    IReadOnlyCollection<ExecutableTarget> FinishedTargets { get; }

    bool IsSucceeding { get; }

    bool IsFailing { get; }

    bool IsFinished { get; }

    /// <summary>Exit code of the process; wins over the engine's own where set.</summary>
    int? ExitCode { get; set; }

    AbsolutePath RootDirectory { get; }

    /// <summary><c>.nuke/temp</c> in the root.</summary>
    AbsolutePath TemporaryDirectory { get; }

    Verbosity Verbosity { get; }

    bool Plan { get; }

    bool Help { get; }

    bool NoLogo { get; }

    bool IsLocalBuild { get; }

    bool IsServerBuild { get; }

    /// <summary>Value given for a parameter, null where none was.</summary>
    T? TryGetValue<T>(Expression<Func<T>> parameterExpression)
        where T : class?;

    /// <summary>The same for value types: <c>TryGetValue&lt;bool?&gt;(() => Flag) ?? false</c>.</summary>
    T? TryGetValue<T>(Expression<Func<object?>> parameterExpression);

    /// <summary>Replaces what the summary shows beside the running target.</summary>
    void ReportSummary(Configure<Dictionary<string, string>>? configurator = null);
}
