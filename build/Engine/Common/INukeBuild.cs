using System.Linq.Expressions;
using Nuke.Common.Execution;
using Nuke.Common.IO;
using Nuke.Common.Tooling;

namespace Nuke.Common;

/// <summary>What a component sees of the build it is part of.</summary>
public interface INukeBuild
{
    IReadOnlyCollection<ExecutableTarget> ExecutionPlan { get; }

    bool IsFailing { get; }

    /// <summary>Exit code of the process; wins over the engine's own where set.</summary>
    int? ExitCode { get; set; }

    /// <summary>Folder that holds <c>.nuke</c>.</summary>
    AbsolutePath RootDirectory { get; }

    /// <summary>Value given for a parameter, null where none was.</summary>
    T? TryGetValue<T>(Expression<Func<T>> parameterExpression)
        where T : class?;

    /// <summary>The same for value types: <c>TryGetValue&lt;bool?&gt;(() => Flag) ?? false</c>.</summary>
    T? TryGetValue<T>(Expression<Func<object?>> parameterExpression);

    /// <summary>Replaces what the summary shows beside the running target.</summary>
    void ReportSummary(Configure<Dictionary<string, string>>? configurator = null);
}
