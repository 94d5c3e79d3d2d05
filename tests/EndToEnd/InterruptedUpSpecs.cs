namespace DataSpec.EndToEnd;

/// <summary>Whatever ends a first <c>Up</c> half-way, the next one finishes the work.</summary>
public sealed class InterruptedUpSpecs(Sandbox sandbox)
{
    static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);

    /// <summary>What <c>Up</c> says when each of its steps begins: the tool is killed right there.</summary>
    static readonly string[] Steps =
    [
        ".env", "data/credentials.txt", "setup", "postgres               starting", "db-roles", "airflow-init", "airflow-apiserver", "airflow-scheduler", "nyc_taxi",
    ];

    /// <summary>All steps with <c>--full</c>, else the one that the commit chooses.</summary>
    public static TheoryData<string> KilledAt => [.. Share.Of(Steps)];

    public static TheoryData<string, int> Signals => [.. Share.Of<(string, int)>([("INT", 130), ("TERM", 143)])];

    [Theory]
    [MemberData(nameof(Signals))]
    public async Task A_signal_during_Up_ends_it_with_its_own_code_and_the_next_Up_finishes(string signal, int exitCode)
    {
        Share.TakeTurn(Scenarios.Accidents);
        var stack = await sandbox.EmptyStack();
        using var up = stack.Start("Up");
        await up.UntilItSays("postgres               starting", Soon, TestContext.Current.CancellationToken);
        up.Signal(signal);

        (await up.End(Soon, TestContext.Current.CancellationToken)).ExitCode.ShouldBe(exitCode, up.Output);
        await stack.Run(0, "Up");

        (await new Warehouse(stack).TaxiTotals()).ShouldBe(await sandbox.Taxi.Totals());
    }

    [Theory]
    [MemberData(nameof(KilledAt))]
    public async Task A_tool_killed_at_any_step_leaves_no_lock_and_the_next_Up_finishes(string step)
    {
        Share.TakeTurn(Scenarios.Accidents);
        var stack = await sandbox.EmptyStack();
        using var up = stack.Start("Up");
        await up.UntilItSays(step, Soon, TestContext.Current.CancellationToken);
        up.Signal("KILL");
        await up.End(Soon, TestContext.Current.CancellationToken);

        await stack.Run(0, "Up");

        (await new Warehouse(stack).TaxiTotals()).ShouldBe(await sandbox.Taxi.Totals());
    }

    [Fact]
    public async Task Of_two_Ups_at_once_one_does_the_work_and_the_other_says_who_holds_the_lock()
    {
        Share.TakeTurn(Scenarios.Accidents);
        var stack = await sandbox.EmptyStack();
        using var first = stack.Start("Up");
        await first.UntilItSays("postgres", Soon, TestContext.Current.CancellationToken);

        var second = await stack.Run(6, "Up");

        second.Error.ShouldContain("'Up'");
        (await first.End(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken)).ExitCode.ShouldBe(0, first.Output);
        (await new Warehouse(stack).TaxiTotals()).ShouldBe(await sandbox.Taxi.Totals());
    }
}
