using DataSpec.Operations.Compose;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Compose;

public sealed class StackStopSpecs : IDisposable
{
    readonly FakeEngine _engine = new FakeEngine()
        .Running("postgres").Running("airflow-apiserver").Running("airflow-dag-processor").Running("airflow-scheduler");
    readonly FakeRecords _records = new();
    readonly RecordingProgress _progress = new();
    readonly FastTime _time = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task The_scheduler_is_first_and_postgres_last_after_a_checkpoint()
    {
        _engine.OnCall = call => EndSchedulerAt("kill airflow-scheduler", call);

        await StopAsync(new StackStopOptions());

        _engine.Calls.ShouldBe(["kill airflow-scheduler", "stop airflow-apiserver airflow-dag-processor", "stop postgres", "down"]);
        _records.Checkpoints.ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_else_stops_before_the_running_task_has_ended()
    {
        _records.Tasks = [Task("load")];
        var stopped = false;
        _engine.OnCall = call => stopped |= call.StartsWith("stop", StringComparison.Ordinal);
        var waiting = StopAsync(new StackStopOptions { Drain = TimeSpan.FromDays(1000) });
        while (_progress.Said.Count < 3)
            await System.Threading.Tasks.Task.Yield();
        stopped.ShouldBeFalse();

        _records.Tasks = [];
        _engine.End("airflow-scheduler");
        await waiting;

        _progress.About("airflow-scheduler")[0].ShouldStartWith("waits for nyc_taxi.load; ");
        _engine.Calls[^1].ShouldBe("down");
    }

    [Fact]
    public async Task At_the_deadline_a_task_is_not_ended_without_consent()
    {
        _records.Tasks = [Task("load")];

        var error = await Should.ThrowAsync<DataSpecException>(() => StopAsync(new StackStopOptions { Drain = TimeSpan.FromSeconds(3) }));

        error.ExitCode.ShouldBe(ExitCode.Unfinished);
        error.Message.ShouldContain("nyc_taxi.load");
        _engine.Calls.ShouldBe(["kill airflow-scheduler"]);
        Drain.IsSet.ShouldBeTrue();
    }

    [Fact]
    public async Task At_the_deadline_a_task_is_ended_with_consent_and_named()
    {
        _records.Tasks = [Task("load")];

        await StopAsync(new StackStopOptions { Drain = TimeSpan.FromSeconds(3), EndTasksAtDeadline = true });

        _progress.About("airflow-scheduler").ShouldContain("ended while these tasks ran, which Airflow will run again: nyc_taxi.load");
        _engine.Calls[^1].ShouldBe("down");
        Drain.IsSet.ShouldBeFalse();
    }

    [Fact]
    public async Task Start_after_an_interrupted_stop_waits_until_the_scheduler_has_ended()
    {
        await Drain.SetAsync("airflow-scheduler");
        var waiting = Drain.UntilOverAsync(_engine.Project, _progress, Ct);
        while (_progress.Said.Count == 0)
            await System.Threading.Tasks.Task.Yield();
        waiting.IsCompleted.ShouldBeFalse();

        _engine.End("airflow-scheduler");
        await waiting;

        Drain.IsSet.ShouldBeFalse();
    }

    DrainMark Drain => new(_engine.Root, _time);

    static RunningTask Task(string name) => new("nyc_taxi", name, "run", "running", null);

    void EndSchedulerAt(string expected, string call)
    {
        if (string.Equals(call, expected, StringComparison.Ordinal))
            _engine.End("airflow-scheduler");
    }

    System.Threading.Tasks.Task StopAsync(StackStopOptions options) =>
        new StackStop(_engine.Project, _records, Drain, _progress, _time).RunAsync(options, Ct);
}
