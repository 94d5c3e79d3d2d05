using DataSpec.Operations;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.EndToEnd;

/// <summary>The engine under the stack ends; only the private one, which these tests may stop.</summary>
public sealed class StoppedEngineSpecs(Sandbox sandbox)
{
    readonly PrivateEngine _engine = new(new StackRoot(SourceTree.Root), new ProcessRunner(TimeProvider.System), TimeProvider.System);

    [Fact]
    public async Task An_engine_that_stops_during_Up_gives_one_clear_error_and_the_next_Up_finishes()
    {
        Share.TakeTurn(Scenarios.Accidents);
        var isOurs = string.Equals(Environment.GetEnvironmentVariable("DOCKER_HOST"), $"unix://{_engine.Socket}", StringComparison.Ordinal);
        Assert.SkipUnless(isOurs, "the engine is not this checkout's private one: a test does not stop somebody else's");
        var stack = await sandbox.EmptyStack();
        using var up = stack.Start("Up");
        await up.UntilItSays("airflow-init", TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        await _engine.StopAsync(new SilentSink(), TestContext.Current.CancellationToken);
        var broken = await up.End(TimeSpan.FromMinutes(6), TestContext.Current.CancellationToken);
        var without = await stack.Run(3, "Up");
        await _engine.StartAsync(new SilentSink(), TestContext.Current.CancellationToken);
        await stack.Run(0, "Up");

        broken.ExitCode.ShouldBeOneOf([1, 3], broken.Everything);
        without.Error.ShouldContain("engine");
        (await new Warehouse(stack).TaxiTotals()).ShouldBe(await sandbox.Taxi.Totals());
    }
}
