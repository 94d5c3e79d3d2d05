using System.Diagnostics;
using DataSpec.Operations.Compose;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Compose;

/// <summary>One stack through its life, in one fact each: a cold start costs half a minute, so that a fact asks several things of it.</summary>
[Trait("kind", "integration")]
[Collection("real stack")]
public sealed class StackStartOnRealEngineSpecs(ITestOutputHelper output)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_cold_start_ends_healthy_a_second_one_changes_nothing_and_what_was_killed_comes_back()
    {
        await using var stack = await RealStack.CreateAsync(Ct);

        var cold = await stack.UpAsync(Ct);
        Tell(cold, "cold");
        (await stack.Project.ReadContainersAsync(service: null, Ct)).Count(container => container.IsRunning).ShouldBe(4);

        var before = await stack.Project.ReadContainersAsync(service: null, Ct);
        var again = await stack.UpAsync(Ct);
        Tell(again, "again");
        again = await stack.UpAsync(Ct);
        Tell(again, "again");
        again.ChangedNothing.ShouldBeTrue();
        again.Duration.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await stack.Project.ReadContainersAsync(service: null, Ct)).Select(container => (container.Id, container.StartedAt))
            .ShouldBe(before.Select(container => (container.Id, container.StartedAt)), ignoreOrder: true);

        await stack.DockerAsync(Ct, "kill", "comptest-airflow-dag-processor-1");
        var repaired = await stack.UpAsync(Ct);
        repaired.Services.Where(service => service.Outcome is not (ServiceOutcome.Unchanged or ServiceOutcome.NotDue))
            .Select(service => (service.Name, service.Outcome))
            .ShouldBe([("airflow-dag-processor", ServiceOutcome.Started)]);
        Tell(repaired, "killed");

        var clock = Stopwatch.StartNew();
        await stack.DownAsync(Ct);
        output.WriteLine($"idle down {clock.Elapsed.TotalSeconds:0.0} s");
        (await stack.Project.ReadContainersAsync(service: null, Ct)).ShouldBeEmpty();
    }

    void Tell(StackStartResult result, string name)
    {
        output.WriteLine($"== {name} {result.Duration.TotalSeconds:0.00} s");
        foreach (var service in result.Services)
            output.WriteLine($"  {service.Name} {service.Outcome} {service.Duration.TotalSeconds:0.00} s");
    }
}
