using Nuke.Common;
using Shouldly;

namespace DataSpec.Engine.Tests.Definition;

interface IBase : INukeBuild
{
    Target Shared => _ => _.Description("of the base").Executes(() => { });
}

interface IFirst : IBase
{
    Target First => _ => _.DependsOn<IBase>().TryDependsOn<IAbsent>().Executes(() => { });
}

interface IAbsent : INukeBuild
{
    Target Absent => _ => _;
}

interface ISecond : INukeBuild
{
    Target Same => _ => _;
}

interface IThird : INukeBuild
{
    Target Same => _ => _;
}

sealed class ComponentBuild : NukeBuild, IFirst
{
    Target IBase.Shared => _ => _.Inherit<IBase>().Description("of the class");

    Target Private => _ => _.DependsOn(((IFirst)this).First);
}

class ParentBuild : NukeBuild
{
    protected virtual Target Work => _ => _.Description("parent").Requires(() => true).Executes(() => { });
}

sealed class ChildBuild : ParentBuild
{
    protected override Target Work => _ => _.Base().Description("child");
}

class GrandchildBuild : ParentBuild
{
    protected override Target Work => _ => _.Base().Executes(() => { });
}

sealed class YoungestBuild : GrandchildBuild
{
    protected override Target Work => _ => _.Base().Base().Description("youngest");
}

class SilentBuild : ParentBuild;

sealed class DistantBuild : SilentBuild
{
    protected override Target Work => _ => _.Base().Description("distant");
}

sealed class RootlessBuild : NukeBuild
{
    Target Alone => _ => _.Base();
}

sealed class VagueBuild : NukeBuild, IFirst
{
    Target Vague => _ => _.DependsOn<IVague>();
}

interface IVague : INukeBuild
{
    Target One => _ => _;

    Target Two => _ => _;
}

sealed class VagueOwner : NukeBuild, IVague
{
    Target Vague => _ => _.DependsOn<IVague>();
}

sealed class EmptyOwner : NukeBuild
{
    Target Vague => _ => _.DependsOn<INukeBuild>();
}

sealed class HidingBuild : NukeBuild, IBase
{
    Target Shared => _ => _;
}

sealed class AmbiguousBuild : NukeBuild, ISecond, IThird;

sealed class BothBuild : NukeBuild, ISecond, IThird
{
    Target ISecond.Same => _ => _.Description("of the second");

    Target IThird.Same => _ => _.Description("of the third");
}

sealed class LostBuild : NukeBuild
{
    Target Lost => _ => _.DependsOn(NoTarget);

    static ITargetDefinition NoTarget(ITargetDefinition definition) => definition;
}

sealed class NullBuild : NukeBuild
{
    Target Lost => _ => _.DependsOn((Target)null!);
}

sealed class OrderBuild : NukeBuild
{
    public Target Late => _ => _.Executes(() => { });

    public Target Early => _ => _.Before(Late).Executes(() => { });
}

sealed class SelfBuild : NukeBuild
{
    Target Self => _ => _.DependsOn(Self);
}

public sealed class DiscoverySpecs : IDisposable
{
    readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_target_of_a_component_finds_the_one_of_the_component_it_names()
    {
        _run.Run<ComponentBuild>("Private");
        _run.Statuses.ShouldBe("Shared Succeeded, First Succeeded, Private Collective");
    }

    [Theory]
    [InlineData("Late Early", "Early Succeeded, Late Succeeded")]
    [InlineData("Late", "Late Succeeded")]
    public void A_target_can_say_what_it_comes_before(string arguments, string statuses)
    {
        _run.Run<OrderBuild>(arguments);
        _run.Statuses.ShouldBe(statuses);
    }

    [Fact]
    public void An_explicit_implementation_can_inherit_the_component_s_own_definition()
    {
        var target = _run.Run<ComponentBuild>("Shared").ExecutionPlan.Single();
        (target.Description, target.Actions.Count).ShouldBe(("of the class", 1));
    }

    [Fact]
    public void An_override_can_apply_its_base()
    {
        var target = _run.Run<ChildBuild>("Work").ExecutionPlan.Single();
        (target.Description, target.Actions.Count).ShouldBe(("child", 1));
    }

    [Fact]
    public void A_base_may_apply_its_own_base_and_be_applied_twice()
    {
        var target = _run.Run<YoungestBuild>("Work").ExecutionPlan.Single();
        (target.Description, target.Actions.Count).ShouldBe(("youngest", 4));
    }

    [Fact]
    public void A_base_is_found_above_a_class_that_does_not_override_it()
    {
        var target = _run.Run<DistantBuild>("Work").ExecutionPlan.Single();
        (target.Description, target.Actions.Count).ShouldBe(("distant", 1));
    }

    [Fact]
    public void Where_there_is_no_base_that_is_told() =>
        Refusal<RootlessBuild>().ShouldBe("Target 'Alone' has no base definition in a class; for a component use Inherit<T>().");

    [Fact]
    public void A_component_that_is_named_alone_has_one_target()
    {
        Refusal<VagueBuild>().ShouldBe("Target 'Vague' refers to IVague, which the build does not implement.");
    }

    [Fact]
    public void Of_several_targets_of_a_component_one_must_be_named() => Refusal<VagueOwner>().ShouldBe("Target 'Vague' refers to IVague: Too many relevant targets:\n  - One\n  - Two");

    [Fact]
    public void A_component_without_targets_is_no_dependency() => Refusal<EmptyOwner>().ShouldBe("Target 'Vague' refers to INukeBuild: No relevant targets.");

    [Fact]
    public void A_private_property_that_hides_a_component_s_target_is_refused() =>
        Refusal<HidingBuild>().ShouldBe("Property 'Shared' must be marked public to override inherited member from:\n  - IBase");

    [Fact]
    public void The_same_name_in_two_components_is_refused() =>
        Refusal<AmbiguousBuild>().ShouldBe("Property 'Same' must be implemented explicitly because it is inherited from multiple interfaces:\n  - ISecond\n  - IThird");

    [Fact]
    public void Where_a_class_implements_the_same_name_for_each_component_it_is_one_target() =>
        _run.Run<BothBuild>("Same").ExecutionPlan.ShouldHaveSingleItem().Description.ShouldBe("of the second");

    [Fact]
    public void A_dependency_that_is_no_target_is_refused_by_name()
    {
        Refusal<LostBuild>().ShouldStartWith("Target 'Lost' refers to 'NoTarget'");
        Refusal<NullBuild>().ShouldContain("Target 'Lost' refers to 'null'");
    }

    [Fact]
    public void A_dependency_on_itself_is_refused() => Refusal<SelfBuild>().ShouldBe("Target 'Self' cannot have a dependency on itself.");

    string Refusal<T>()
        where T : NukeBuild, new()
    {
        _run.Run<T>("Any");
        _run.ExitCode.ShouldBe(1);
        return _run.Error.Trim();
    }
}
