namespace DataSpec.EndToEnd;

/// <summary>The engine under the stack ends.</summary>
public sealed class StoppedEngineSpecs(Sandbox sandbox)
{
    [Fact]
    public async Task An_engine_that_stops_during_Up_gives_one_clear_error_and_the_next_Up_finishes()
    {
        Share.TakeTurn(Scenarios.Accidents);
        OurEngine.Require();
        var stack = await sandbox.EmptyStack();
        using var up = stack.Start("Up");
        await up.UntilItSays("airflow-init", TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        await OurEngine.Stop();
        var broken = await up.End(TimeSpan.FromMinutes(6), TestContext.Current.CancellationToken);
        var without = await stack.Run(3, "Up");
        await OurEngine.Start();
        await stack.Run(0, "Up");

        broken.ExitCode.ShouldBeOneOf([1, 3], broken.Everything);
        without.Error.ShouldContain("engine");
        (await new Warehouse(stack).TaxiTotals()).ShouldBe(await sandbox.Taxi.Totals());
    }
}
