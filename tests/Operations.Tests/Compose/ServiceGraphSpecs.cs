using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Compose;

public sealed class ServiceGraphSpecs
{
    [Fact]
    public void A_service_comes_after_all_that_it_needs() =>
        Graph(("c", ["b"]), ("a", []), ("b", ["a"])).StartOrder.Select(service => service.Name).ShouldBe(["a", "b", "c"]);

    [Fact]
    public void A_circle_is_refused_with_its_path() =>
        Should.Throw<DataSpecException>(() => Graph(("a", ["b"]), ("b", ["a"]))).Message.ShouldContain("a -> b -> a");

    [Fact]
    public void A_need_outside_the_active_profiles_is_named() =>
        Should.Throw<DataSpecException>(() => Graph(("a", ["triggerer"]))).Message.ShouldContain("'a' needs 'triggerer'");

    [Fact]
    public void Dependents_are_found_through_others() =>
        Graph(("a", []), ("b", ["a"]), ("c", ["b"]), ("d", [])).WithDependents(["a"]).ShouldBe(["a", "b", "c"], ignoreOrder: true);

    [Fact]
    public void A_service_does_not_need_itself() => Graph(("a", []), ("b", ["a"])).Needs("a", "a").ShouldBeFalse();

    static ServiceGraph Graph(params (string Name, string[] Needs)[] services) => new(new StackModel(
        "test",
        services.ToImmutableDictionary(
            service => service.Name,
            service => new ServiceDefinition(
                service.Name, "image", IsOneShot: false, service.Needs.ToImmutableDictionary(need => need, _ => DependencyCondition.Healthy), [], "{}", "hash"),
            StringComparer.Ordinal)));
}
