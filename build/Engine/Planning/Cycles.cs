using DataSpec.Engine.Definition;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Planning;

/// <summary>Looks for a way from a target back to itself, over edges of every kind.</summary>
static class Cycles
{
    public static void ThrowIfAny(IReadOnlyList<ExecutableTarget> all)
    {
        var done = new HashSet<ExecutableTarget>();
        var path = new List<ExecutableTarget>();
        foreach (var target in all)
            Visit(target);

        void Visit(ExecutableTarget target)
        {
            if (done.Contains(target))
                return;
            var start = path.IndexOf(target);
            if (start >= 0)
                throw new BuildDefinitionException($"Circular dependency: {string.Join(" -> ", path.Skip(start).Append(target))}");

            path.Add(target);
            foreach (var dependency in target.AllDependencies)
                Visit(dependency);
            path.RemoveAt(path.Count - 1);
            done.Add(target);
        }
    }
}
