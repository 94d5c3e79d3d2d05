using DataSpec.Engine.Definition;
using DataSpec.Engine.Parameters;
using Nuke.Common;
using Shouldly;

namespace DataSpec.Engine.Tests.Parameters;

public sealed class ParameterDiscoverySpecs
{
    [Fact]
    public void Two_components_that_declare_one_name_are_refused_because_only_one_would_get_the_value()
    {
        var refused = Should.Throw<BuildDefinitionException>(() => ParameterDiscovery.Of(typeof(Twice)));

        refused.Message.ShouldContain("IFirst and ISecond both declare the parameter 'Only'");
    }

    [Fact]
    public void A_class_may_stand_for_the_parameter_of_its_component() =>
        ParameterDiscovery.Of(typeof(Own)).Where(parameter => parameter.Name == "Only").ShouldHaveSingleItem().Description.ShouldBe("of the class");

    [Fact]
    public void A_type_that_has_no_form_as_text_is_refused_by_name() =>
        Should.Throw<BuildDefinitionException>(() => ValueConversion.Expected(typeof(Uri))).Message.ShouldBe("A parameter cannot be of type 'Uri'.");

    interface IFirst : INukeBuild
    {
        [Parameter("of the first")]
        string[] Only => TryGetValue(() => Only) ?? [];
    }

    interface ISecond : INukeBuild
    {
        [Parameter("of the second")]
        string[] Only => TryGetValue(() => Only) ?? [];
    }

    sealed class Twice : NukeBuild, IFirst, ISecond;

    sealed class Own : NukeBuild, IFirst
    {
        [Parameter("of the class")]
        public string[] Only => [];
    }
}
