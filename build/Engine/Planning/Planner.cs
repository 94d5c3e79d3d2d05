using DataSpec.Engine.Definition;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Planning;

/// <summary>
/// Puts the invoked targets and all they bring with them into one order. Edges decide; where none does, the command line's order, then the order
/// in which edges are written, from the first declared target on. A triggered target follows its source, its own dependencies with it.
/// </summary>
sealed class Planner
{
    readonly HashSet<ExecutableTarget> _needed = [];
    readonly HashSet<ExecutableTarget> _visited = [];
    readonly List<ExecutableTarget> _plan = [];

    /// <exception cref="BuildDefinitionException">The edges of all targets together contain a cycle.</exception>
    public static IReadOnlyList<ExecutableTarget> Plan(IReadOnlyList<ExecutableTarget> all, IReadOnlyList<ExecutableTarget> invoked)
    {
        Cycles.ThrowIfAny(all);
        var planner = new Planner();
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
        foreach (var earlier in target.OrderDependencies.Concat(target.TriggerDependencies).Where(_needed.Contains))
            Place(earlier);
        _plan.Add(target);
    }
}
