using DataSpec.Engine.Definition;
using Shouldly;

namespace DataSpec.Engine.Tests.Planning;

public sealed class PlannerSpecs
{
    [Fact]
    public void Dependencies_run_first_in_the_order_they_are_written() =>
        Graph.Of("A", "B", "C").DependsOn("A", "C", "B").Plan("A").ShouldBe("C B A");

    [Fact]
    public void Unrelated_targets_run_in_command_line_order()
    {
        Graph.Of("A", "B").Plan("B", "A").ShouldBe("B A");
        Graph.Of("A", "B").Plan("A", "B").ShouldBe("A B");
    }

    [Fact]
    public void An_order_edge_wins_over_the_command_line() => Graph.Of("A", "B").After("A", "B").Plan("A", "B").ShouldBe("B A");

    [Fact]
    public void An_order_edge_brings_nothing_into_the_plan() => Graph.Of("A", "B").After("A", "B").Plan("A").ShouldBe("A");

    [Theory]
    [InlineData("Up", "Wait", "Verify")]
    [InlineData("Wait", "Up", "Verify")]
    [InlineData("Verify", "Wait", "Up")]
    public void A_triggered_target_brings_its_dependencies_after_its_source(params string[] declared) =>
        Graph.Of(declared).Triggers("Up", "Verify").DependsOn("Verify", "Wait").Plan("Up").ShouldBe("Up Wait Verify");

    [Fact]
    public void A_triggered_target_that_depends_on_a_planned_one_waits_for_it() =>
        Graph.Of("Up", "X", "Verify").DependsOn("X", "Up").Triggers("Up", "Verify").DependsOn("Verify", "X").Plan("X").ShouldBe("Up X Verify");

    [Fact]
    public void A_triggered_target_follows_its_source_before_the_next_invoked_one() =>
        Graph.Of("Up", "Other", "Verify").Triggers("Up", "Verify").Plan("Up", "Other").ShouldBe("Up Verify Other");

    [Fact]
    public void A_shared_dependency_runs_once() =>
        Graph.Of("A", "B", "C").DependsOn("A", "C").DependsOn("B", "C").Plan("A", "B").ShouldBe("C A B");

    [Fact]
    public void A_cycle_is_told_as_its_path() =>
        Should.Throw<BuildDefinitionException>(() => Graph.Of("A", "B", "C").DependsOn("A", "B").After("B", "C").Triggers("A", "C").Plan("A"))
            .Message.ShouldBe("Circular dependency: A -> B -> C -> A");

    [Fact]
    public void The_path_of_a_cycle_holds_only_what_is_in_it() =>
        Should.Throw<BuildDefinitionException>(() => Graph.Of("A", "B", "C", "D").DependsOn("A", "B").DependsOn("B", "D", "C").DependsOn("C", "B").Plan("A"))
            .Message.ShouldBe("Circular dependency: B -> C -> B");

    [Fact]
    public void A_cycle_is_found_though_nobody_asked_for_it() =>
        Should.Throw<BuildDefinitionException>(() => Graph.Of("A", "B", "C").DependsOn("B", "C").DependsOn("C", "B").Plan("A"));
}
