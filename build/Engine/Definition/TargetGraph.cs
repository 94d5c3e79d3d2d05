using Nuke.Common;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Definition;

/// <summary>Evaluates the definitions of all targets and joins their edges.</summary>
static class TargetGraph
{
    public static IReadOnlyList<ExecutableTarget> Of(object build, IReadOnlySet<string> defaults)
    {
        var targets = new List<ExecutableTarget>();
        var edges = new List<Edge>();
        foreach (var member in TargetDiscovery.Targets(build.GetType()))
        {
            if (member.GetValue(build) is not Target factory)
                continue;
            var target = new ExecutableTarget(member.Name, factory, member) { IsDefault = defaults.Contains(member.Name) };
            var definition = new TargetDefinition(target, build);
            factory(definition);
            targets.Add(target);
            edges.AddRange(definition.Edges);
        }

        var byFactory = targets.ToLookup(target => target.Factory);
        foreach (var edge in edges)
            Join(edge, byFactory[edge.To].FirstOrDefault()
                ?? throw new BuildDefinitionException($"Target '{edge.Of.Name}' refers to '{edge.Named}', which is no target of this build."));
        return targets;
    }

    static void Join(Edge edge, ExecutableTarget other)
    {
        var target = edge.Of;
        if (target == other)
            throw new BuildDefinitionException($"Target '{target.Name}' cannot have a dependency on itself.");

        switch (edge.Kind)
        {
            case EdgeKind.DependsOn:
                Add(target.ExecutionDependencies, other);
                break;
            case EdgeKind.DependentFor:
                Add(other.ExecutionDependencies, target);
                break;
            case EdgeKind.Before:
                Add(other.OrderDependencies, target);
                break;
            case EdgeKind.After:
                Add(target.OrderDependencies, other);
                break;
            case EdgeKind.Triggers:
                Trigger(target, other);
                break;
            case EdgeKind.TriggeredBy:
                Trigger(other, target);
                break;
        }
    }

    static void Trigger(ExecutableTarget source, ExecutableTarget triggered)
    {
        Add(source.Triggers, triggered);
        Add(triggered.TriggerDependencies, source);
    }

    static void Add(ICollection<ExecutableTarget> edges, ExecutableTarget target)
    {
        if (!edges.Contains(target))
            edges.Add(target);
    }
}
