using System.Collections.Immutable;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Compose;

/// <summary>Tells the scheduler to take no more work and waits until its tasks have ended and reported.</summary>
/// <remarks>
/// The deadline is kept here and not by <c>docker stop --time</c>: the engine would kill tasks at its end without asking,
/// and Airflow runs a killed task again even where it has no retries left.
/// </remarks>
sealed class SchedulerDrain(
    ComposeProject project,
    IStackDatabase database,
    DrainMark mark,
    IProgressSink progress,
    TimeProvider time,
    ServiceContainer scheduler,
    StackStopOptions options)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    static readonly TimeSpan EndGrace = TimeSpan.FromMinutes(1);

    /// <summary>Returns when no task runs any more, so that the services which tasks report to may stop.</summary>
    public async Task UntilNoTaskRunsAsync(CancellationToken ct)
    {
        await mark.SetAsync(scheduler.Id);
        await project.SignalAsync(scheduler.Id, "TERM", ct);
        var begun = time.GetTimestamp();
        while (await IsRunningAsync(ct) && await TasksAsync(ct) is { IsEmpty: false } tasks)
        {
            var left = options.Drain - time.GetElapsedTime(begun);
            if (left <= TimeSpan.Zero)
            {
                AtDeadline(tasks);
                return;
            }

            progress.Say(scheduler.Service, $"waits for {string.Join(", ", tasks)}; {(int)left.TotalMinutes}:{left.Seconds:00} left");
            await Task.Delay(TimeSpan.FromSeconds(1), time, ct);
        }
    }

    /// <summary>Returns when the scheduler itself has ended.</summary>
    public async Task UntilEndedAsync(CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        while (await IsRunningAsync(ct))
        {
            if (time.GetElapsedTime(begun) > EndGrace || _endNow)
                await project.StopAsync([scheduler.Id], TimeSpan.Zero, ct);
            else
                await Task.Delay(Pause, time, ct);
        }

        mark.Clear();
        progress.Say(scheduler.Service, $"stopped after {time.GetElapsedTime(begun).TotalSeconds:0.0} s");
    }

    bool _endNow;

    void AtDeadline(ImmutableArray<RunningTask> tasks)
    {
        var names = string.Join(", ", tasks);
        if (!options.EndTasksAtDeadline)
        {
            throw new DataSpecException(ExitCode.Unfinished, $"After {options.Drain.TotalMinutes:0.#} minutes these tasks still run: {names}.")
            {
                LeftAsItWas = "No task was ended. The scheduler takes no new work; everything else runs.",
                NextStep = "./build.sh Down (waits again), or ./build.sh Down --drain 0 --end-tasks (Airflow runs them again later)",
            };
        }

        progress.Warn(scheduler.Service, $"ended while these tasks ran, which Airflow will run again: {names}");
        _endNow = true;
    }

    async Task<bool> IsRunningAsync(CancellationToken ct) => (await project.InspectAsync([scheduler.Id], ct)) is [{ IsRunning: true }];

    /// <summary>Without its database the scheduler cannot run tasks to an end; there is nothing to wait for then.</summary>
    async Task<ImmutableArray<RunningTask>> TasksAsync(CancellationToken ct)
    {
        try
        {
            return await database.ReadRunningTasksAsync(ct);
        }
        catch (DataSpecException error)
        {
            progress.Warn(scheduler.Service, $"running tasks are not known: {error.Message}");
            return [];
        }
    }
}
