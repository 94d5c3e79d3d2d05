using System.Reflection;

namespace Nuke.Common.Execution;

public enum ExecutionStatus
{
    None,
    Scheduled,
    NotRun,
    Skipped,
    Succeeded,
    Failed,
    Running,
    Aborted,

    /// <summary>Has no actions: only groups its dependencies, and is not in the summary.</summary>
    Collective,
}

/// <summary>A target of the build with its edges, and what became of it in this run.</summary>
public sealed class ExecutableTarget
{
    internal ExecutableTarget(string name, Target factory, MemberInfo member) => (Name, Factory, Member) = (name, factory, member);
    public string Name { get; }
    public MemberInfo Member { get; }
    public Delegate Factory { get; }
    public string? Description { get; internal set; }
    public bool Listed { get; internal set; } = true;
    public bool IsDefault { get; internal init; }

    /// <summary>True if named on the command line.</summary>
    public bool Invoked { get; internal set; }
    public ExecutionStatus Status { get; internal set; }

    /// <summary>Time of the actions alone.</summary>
    public TimeSpan Duration { get; internal set; }
    public List<Action> Actions { get; } = [];
    public List<ExecutableTarget> ExecutionDependencies { get; } = [];
    public List<ExecutableTarget> OrderDependencies { get; } = [];
    public List<ExecutableTarget> TriggerDependencies { get; } = [];
    public List<ExecutableTarget> Triggers { get; } = [];
    public IReadOnlyCollection<ExecutableTarget> AllDependencies => [.. ExecutionDependencies.Union(OrderDependencies).Union(TriggerDependencies)];
    public DependencyBehavior DependencyBehavior { get; internal set; }
    public bool AssuredAfterFailure { get; internal set; }
    public bool ProceedAfterFailure { get; internal set; }
    public Dictionary<string, string> SummaryInformation { get; internal set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Why the target was skipped: "via parameter", "because of X", "only when Y"; null otherwise.</summary>
    public string? Skipped { get; internal set; }

    /// <summary>First line of why it failed, for the summary.</summary>
    internal string? Failure { get; set; }
    internal List<(string Text, Func<bool> Holds)> StaticConditions { get; } = [];
    internal List<(string Text, Func<bool> Holds)> DynamicConditions { get; } = [];

    /// <summary>Values that must be there before any target runs: of a member or, where that is null, of a condition.</summary>
    internal List<(MemberInfo? Member, Func<object?> Value, string Text)> Requirements { get; } = [];
    public override string ToString() => Name;
}
