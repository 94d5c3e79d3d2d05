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

        // The same lambda of the same build is the same target, whoever asked for it; of two that share one, the first.
        var byFactory = targets.DistinctBy(target => target.Factory).ToDictionary(target => target.Factory);
        foreach (var edge in edges)
        {
            var other = edge.To is { } to && byFactory.TryGetValue(to, out var found) ? found
                : throw new BuildDefinitionException($"Target '{edge.Of.Name}' refers to '{edge.Named}', which is no target of this build.");
            if (other == edge.Of)
                throw new BuildDefinitionException($"Target '{other.Name}' cannot have a dependency on itself.");
            edge.Join(edge.Of, other);
        }

        return targets;
    }
}
