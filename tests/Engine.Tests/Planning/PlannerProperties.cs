using DataSpec.Engine.Planning;
using Nuke.Common.Execution;
using Shouldly;

namespace DataSpec.Engine.Tests.Planning;

/// <summary>What must hold for every graph: random ones without cycles, each with its seed so that a failure can be repeated.</summary>
public sealed class PlannerProperties
{
    const int Graphs = 300;

    [Fact]
    public void A_plan_is_exactly_the_closure_of_what_was_invoked() => ForRandomGraphs((targets, invoked, plan) =>
    {
        var expected = new HashSet<ExecutableTarget>();
        var open = new Stack<ExecutableTarget>(invoked);
        while (open.TryPop(out var target))
        {
            if (expected.Add(target))
                target.ExecutionDependencies.Concat(target.Triggers).ToList().ForEach(open.Push);
        }

        plan.Count.ShouldBe(expected.Count);
        plan.ToHashSet().SetEquals(expected).ShouldBeTrue();
    });

    [Fact]
    public void Every_edge_between_planned_targets_is_respected() => ForRandomGraphs((_, _, plan) =>
    {
        var position = plan.Select((target, index) => (target, index)).ToDictionary(x => x.target, x => x.index);
        foreach (var target in plan)
        {
            foreach (var earlier in target.AllDependencies.Where(position.ContainsKey))
                position[earlier].ShouldBeLessThan(position[target], $"{earlier} before {target}");
        }
    });

    [Fact]
    public void The_same_question_has_the_same_answer() => ForRandomGraphs((targets, invoked, plan) =>
        Planner.Plan(targets, invoked).ShouldBe(plan));

    [Fact]
    public void A_thousand_targets_are_planned()
    {
        var graph = Graph.Of([.. Enumerable.Range(0, 1000).Select(index => $"T{index}")]);
        for (var index = 1; index < 1000; index++)
            graph.DependsOn($"T{index}", $"T{index - 1}", $"T{index / 2}");

        Planner.Plan(graph.Targets, [graph.Targets[^1]]).Count.ShouldBe(1000);
    }

    static void ForRandomGraphs(Action<IReadOnlyList<ExecutableTarget>, IReadOnlyList<ExecutableTarget>, IReadOnlyList<ExecutableTarget>> check)
    {
        for (var seed = 0; seed < Graphs; seed++)
        {
            var random = new Random(seed);
            var count = random.Next(2, 14);
            var graph = Graph.Of([.. Enumerable.Range(0, count).Select(index => $"T{index}")]);
            for (var edge = random.Next(count * 2); edge > 0; edge--)
                AddEdge(graph, random, count);

            var targets = graph.Targets.ToArray();
            random.Shuffle(targets);
            var invoked = targets.Take(random.Next(1, count)).ToList();
            check(graph.Targets, invoked, Planner.Plan(graph.Targets, invoked));
        }
    }

    /// <summary>From a higher number to a lower one only, so that no cycle can arise.</summary>
    static void AddEdge(Graph graph, Random random, int count)
    {
        var later = random.Next(1, count);
        var earlier = random.Next(later);
        _ = random.Next(3) switch
        {
            0 => graph.DependsOn($"T{later}", $"T{earlier}"),
            1 => graph.After($"T{later}", $"T{earlier}"),
            _ => graph.Triggers($"T{earlier}", $"T{later}"),
        };
    }
}
