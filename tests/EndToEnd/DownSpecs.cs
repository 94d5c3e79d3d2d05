namespace DataSpec.EndToEnd;

public sealed class DownSpecs(Sandbox sandbox)
{
    const string SlowDag = """
        from datetime import datetime, timezone
        from pathlib import Path
        import time

        from airflow.sdk import dag, task


        @dag(dag_id="slow", schedule=None, start_date=datetime(2024, 1, 1, tzinfo=timezone.utc), is_paused_upon_creation=False)
        def slow() -> None:
            @task(retries=0)
            def wait() -> None:
                with Path("/opt/airflow/logs/slow.txt").open("a") as log:
                    log.write("begun\n")
                    log.flush()
                    time.sleep(25)
                    log.write("ended\n")

            wait()


        slow()
        """;

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
        var proof = stack.PathOf("data", "airflow", "logs", "slow.txt");
        await File.WriteAllTextAsync(stack.PathOf("airflow", "dags", "slow.py"), SlowDag, TestContext.Current.CancellationToken);
        try
        {
            await Eventually.Holds(async () => (await Airflow(stack, "dags", "trigger", "slow")) == 0, TimeSpan.FromMinutes(2), "the DAG is known");
            await Eventually.Holds(() => Task.FromResult(File.Exists(proof)), TimeSpan.FromMinutes(1), "the task has begun");

            var down = await stack.Run(0, "Down");
            await stack.Run(0, "Up");

            down.Output.ShouldContain("slow.wait");
            (await File.ReadAllLinesAsync(proof, TestContext.Current.CancellationToken)).ShouldBe(["begun", "ended"]);
            (await new Warehouse(stack).Scalar<string>("select state || ' ' || try_number from task_instance where dag_id = 'slow'", "airflow")).ShouldBe("success 1");
        }
        finally
        {
            File.Delete(stack.PathOf("airflow", "dags", "slow.py"));
            File.Delete(proof);
        }
    }

    static async Task<int> Airflow(Checkout stack, params string[] arguments)
    {
        using var airflow = stack.Start(["Airflow", "--", .. arguments]);
        return (await airflow.End(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken)).ExitCode;
    }

    /// <summary>Without `setup`: it comes before Postgres, which keeps the marks, and so runs at each start of Postgres.</summary>
    static Task<string> Marks(Checkout stack) =>
        new Warehouse(stack).Scalar<string>("select string_agg(name || ' ' || finished_at, ', ' order by name) from dataspec.one_shots where name <> 'setup'");
}
