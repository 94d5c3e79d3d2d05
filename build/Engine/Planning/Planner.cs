using DataSpec.Engine.Definition;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Planning;

/// <summary>
/// Puts the invoked targets and all they bring with them into one order. Edges decide; where none does, the command line's order, then the order
/// of the arguments of <c>DependsOn</c>, then the declaration order. A triggered target follows its source, its own dependencies with it.
/// </summary>
sealed class Planner
{
    readonly Dictionary<ExecutableTarget, int> _declared;
    readonly HashSet<ExecutableTarget> _needed = [];
    readonly HashSet<ExecutableTarget> _visited = [];
    readonly List<ExecutableTarget> _plan = [];

    Planner(IReadOnlyList<ExecutableTarget> all) => _declared = all.Select((target, index) => (target, index)).ToDictionary(x => x.target, x => x.index);

    /// <exception cref="BuildDefinitionException">The edges of all targets together contain a cycle.</exception>
    public static IReadOnlyList<ExecutableTarget> Plan(IReadOnlyList<ExecutableTarget> all, IReadOnlyList<ExecutableTarget> invoked)
    {
        Cycles.ThrowIfAny(all);
        var planner = new Planner(all);
        foreach (var target in invoked)
            planner.Need(target);
        foreach (var target in invoked)
            planner.PlaceWithTriggered(target);
        return planner._plan;
    }

    void Need(ExecutableTarget target)
    {
        if (!_needed.Add(target))
            return;
        foreach (var dependency in target.ExecutionDependencies.Concat(target.Triggers))
            Need(dependency);
    }

    void PlaceWithTriggered(ExecutableTarget target)
    {
        var before = _plan.Count;
        Place(target);
        for (var index = before; index < _plan.Count; index++)
        {
            foreach (var triggered in _plan[index].Triggers)
                Place(triggered);
        }
    }

    void Place(ExecutableTarget target)
    {
        if (!_visited.Add(target))
            return;
        foreach (var dependency in target.ExecutionDependencies)
            Place(dependency);
        foreach (var earlier in target.OrderDependencies.Concat(target.TriggerDependencies).Where(_needed.Contains).OrderBy(x => _declared[x]))
            Place(earlier);
        _plan.Add(target);
    }
}
