using System.Globalization;

namespace DataSpec.EndToEnd;

/// <summary>A task of a DAG of its own that has begun and takes its time; it writes down when it begins and ends. DAG, runs and notes are removed afterwards.</summary>
sealed class RunningTask : IAsyncDisposable
{
    const string Dag = """
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
                    time.sleep(SECONDS)
                    log.write("ended\n")

            wait()


        slow()
        """;

    readonly Checkout _stack;

    RunningTask(Checkout stack) => _stack = stack;

    /// <summary>The name that Airflow knows it by.</summary>
    public const string Name = "slow.wait";

    string Notes => _stack.PathOf("data", "airflow", "logs", "slow.txt");

    string File => _stack.PathOf("airflow", "dags", "slow.py");

    public static async Task<RunningTask> Begin(Checkout stack, int seconds)
    {
        var task = new RunningTask(stack);
        await System.IO.File.WriteAllTextAsync(task.File, Dag.Replace("SECONDS", seconds.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));
        try
        {
            await Eventually.Holds(async () => await task.Airflow("dags", "trigger", "slow") == 0, TimeSpan.FromMinutes(2), "the DAG is known");
            await Eventually.Holds(() => Task.FromResult(System.IO.File.Exists(task.Notes)), TimeSpan.FromMinutes(1), "the task has begun");
            return task;
        }
        catch
        {
            await task.DisposeAsync();
            throw;
        }
    }

    /// <summary>What it wrote down, and what Airflow says of it.</summary>
    public async Task ShouldHaveEndedOnce()
    {
        (await System.IO.File.ReadAllLinesAsync(Notes)).ShouldBe(["begun", "ended"]);
        (await new Warehouse(_stack).Scalar<string>("select state || ' ' || try_number from task_instance where dag_id = 'slow'", "airflow")).ShouldBe("success 1");
    }

    public async ValueTask DisposeAsync()
    {
        System.IO.File.Delete(File);
        await Airflow("dags", "delete", "--yes", "slow");
        System.IO.File.Delete(Notes);
    }

    async Task<int> Airflow(params string[] arguments)
    {
        using var airflow = _stack.Start(["Airflow", "--", .. arguments]);
        return (await airflow.End(TimeSpan.FromMinutes(2), CancellationToken.None)).ExitCode;
    }
}
