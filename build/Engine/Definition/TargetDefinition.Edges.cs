using Nuke.Common;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Definition;

/// <summary>An edge as it was written: <paramref name="Of"/> is the target that is defined, <paramref name="To"/> the one it names.</summary>
sealed record Edge(EdgeKind Kind, ExecutableTarget Of, Target To, string Named);

enum EdgeKind
{
    DependsOn,
    DependentFor,
    Before,
    After,
    Triggers,
    TriggeredBy,
}

sealed partial class TargetDefinition
{
    public List<Edge> Edges { get; } = [];

    public ITargetDefinition DependsOn(params Target[] targets) => Add(EdgeKind.DependsOn, targets);

    public ITargetDefinition DependsOn<T>(params Func<T, Target>[] targets) => Add(EdgeKind.DependsOn, targets);

    public ITargetDefinition TryDependsOn<T>(params Func<T, Target>[] targets) => TryAdd(EdgeKind.DependsOn, targets);

    public ITargetDefinition DependentFor(params Target[] targets) => Add(EdgeKind.DependentFor, targets);

    public ITargetDefinition DependentFor<T>(params Func<T, Target>[] targets) => Add(EdgeKind.DependentFor, targets);

    public ITargetDefinition TryDependentFor<T>(params Func<T, Target>[] targets) => TryAdd(EdgeKind.DependentFor, targets);

    public ITargetDefinition Before(params Target[] targets) => Add(EdgeKind.Before, targets);

    public ITargetDefinition Before<T>(params Func<T, Target>[] targets) => Add(EdgeKind.Before, targets);

    public ITargetDefinition TryBefore<T>(params Func<T, Target>[] targets) => TryAdd(EdgeKind.Before, targets);

    public ITargetDefinition After(params Target[] targets) => Add(EdgeKind.After, targets);

    public ITargetDefinition After<T>(params Func<T, Target>[] targets) => Add(EdgeKind.After, targets);

    public ITargetDefinition TryAfter<T>(params Func<T, Target>[] targets) => TryAdd(EdgeKind.After, targets);

    public ITargetDefinition Triggers(params Target[] targets) => Add(EdgeKind.Triggers, targets);

    public ITargetDefinition Triggers<T>(params Func<T, Target>[] targets) => Add(EdgeKind.Triggers, targets);

    public ITargetDefinition TryTriggers<T>(params Func<T, Target>[] targets) => TryAdd(EdgeKind.Triggers, targets);

    public ITargetDefinition TriggeredBy(params Target[] targets) => Add(EdgeKind.TriggeredBy, targets);

    public ITargetDefinition TriggeredBy<T>(params Func<T, Target>[] targets) => Add(EdgeKind.TriggeredBy, targets);

    public ITargetDefinition TryTriggeredBy<T>(params Func<T, Target>[] targets) => TryAdd(EdgeKind.TriggeredBy, targets);

    TargetDefinition Add(EdgeKind kind, Target[] targets)
    {
        foreach (var to in targets)
            Edges.Add(new Edge(kind, target, to, to?.Method.Name ?? "null"));
        return this;
    }

    TargetDefinition Add<T>(EdgeKind kind, Func<T, Target>[] targets)
    {
        if (build is not T component)
            throw new BuildDefinitionException($"Target '{Name}' refers to {typeof(T).Name}, which the build does not implement.");

        if (targets.Length > 0)
            return Add(kind, Array.ConvertAll(targets, select => select(component)));

        var member = MemberCalls.TheTargetOf(typeof(T), Name);
        Edges.Add(new Edge(kind, target, (Target)member.GetValue(build)!, $"{typeof(T).Name}.{member.Name}"));
        return this;
    }

    TargetDefinition TryAdd<T>(EdgeKind kind, Func<T, Target>[] targets) => build is T ? Add(kind, targets) : this;
}
