namespace DataSpec.EndToEnd;

public sealed class DownSpecs(Sandbox sandbox)
{
    [Fact]
    public async Task Down_and_Up_keep_the_data_and_run_no_one_shot_again()
    {
        Share.TakeTurn(Scenarios.Stops);
        var stack = await sandbox.RunningStack();
        var before = await new Warehouse(stack).TaxiTotals();
        var marks = await Marks(stack);

        await stack.Run(0, "Down");
        (await Docker.Run("ps", "-aq", "--filter", $"label=com.docker.compose.project={stack.Project}")).ShouldBeEmpty();
        await stack.Run(0, "Up");

        (await new Warehouse(stack).TaxiTotals()).ShouldBe(before);
        (await Marks(stack)).ShouldBe(marks);
    }

    [Fact]
    public async Task Down_with_volumes_keeps_the_data_too()
    {
        Share.TakeTurn(Scenarios.Stops);
        var stack = await sandbox.RunningStack();
        var before = await new Warehouse(stack).TaxiTotals();

        await stack.Run(0, "Down", "--volumes");
        await stack.Run(0, "Up");

        (await new Warehouse(stack).TaxiTotals()).ShouldBe(before);
    }

    [Fact]
    public async Task Down_while_a_task_runs_lets_it_end_once_and_Up_does_not_repeat_it()
    {
        var stack = await sandbox.RunningStack();
        await using var task = await RunningTask.Begin(stack, seconds: 25);

        var down = await stack.Run(0, "Down");
        await stack.Run(0, "Up");

        down.Output.ShouldContain(RunningTask.Name);
        await task.ShouldHaveEndedOnce();
    }

    /// <summary>Without `setup`: it comes before Postgres, which keeps the marks, and so runs at each start of Postgres.</summary>
    static Task<string> Marks(Checkout stack) =>
        new Warehouse(stack).Scalar<string>("select string_agg(name || ' ' || finished_at, ', ' order by name) from dataspec.one_shots where name <> 'setup'");
}
