using System.Collections.Immutable;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Compose;

/// <summary>How <c>Down</c> stops the stack.</summary>
public sealed record StackStopOptions
{
    /// <summary>How long running tasks may take to end; 30 minutes by default.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>True ends tasks that still run at the deadline: Airflow runs them again after the next start. False leaves them running and fails.</summary>
    public bool EndTasksAtDeadline { get; init; }

    /// <summary>Removes the project's named volumes too; never <c>./data</c>.</summary>
    public bool Volumes { get; init; }
}

/// <summary>Stops the stack in the order that loses and repeats no work: scheduler, then the others, Postgres last.</summary>
public sealed class StackStop(ComposeProject project, IStackDatabase database, DrainMark drain, IProgressSink progress, TimeProvider time)
{
    static readonly TimeSpan ServiceGrace = TimeSpan.FromMinutes(1);
    static readonly TimeSpan PostgresGrace = TimeSpan.FromMinutes(10);

    /// <summary>Stops and removes every container and network of the stack, of all profiles.</summary>
    /// <exception cref="DataSpecException">Tasks still run at the deadline: nothing was ended (<see cref="ExitCode.Unfinished"/>).</exception>
    public async Task RunAsync(StackStopOptions options, CancellationToken ct)
    {
        var containers = await project.ReadContainersAsync(service: null, ct);
        await StopServicesAsync(containers, options, ct);
        await project.DownAsync(options.Volumes, ct);
        drain.Clear();
    }

    /// <summary>Stops these containers and keeps them.</summary>
    public async Task StopServicesAsync(ImmutableArray<ServiceContainer> containers, StackStopOptions options, CancellationToken ct)
    {
        var running = containers.Where(container => container.Status is "running" or "restarting" or "paused").ToArray();
        var scheduler = running.FirstOrDefault(container => container is { Service: CoreServices.Scheduler, IsOneOff: false });
        var postgres = running.Where(container => container is { Service: CoreServices.Postgres, IsOneOff: false }).ToArray();
        var others = running.Except(postgres).Where(container => container != scheduler).ToArray();

        var draining = scheduler is null ? null : new SchedulerDrain(project, database, drain, progress, time, scheduler, options);
        if (draining is not null)
            await draining.UntilNoTaskRunsAsync(ct);
        await Task.WhenAll(StopAsync(others, ServiceGrace, ct), draining?.UntilEndedAsync(ct) ?? Task.CompletedTask);
        if (postgres.Length == 0)
            return;
        await CheckpointAsync(ct);
        await StopAsync(postgres, PostgresGrace, ct);
    }

    async Task StopAsync(ServiceContainer[] containers, TimeSpan grace, CancellationToken ct)
    {
        if (containers.Length == 0)
            return;
        var begun = time.GetTimestamp();
        await project.StopAsync(containers.Select(container => container.Id), grace, ct);
        foreach (var container in containers)
            progress.Say(container.Service, $"stopped after {time.GetElapsedTime(begun).TotalSeconds:0.0} s");
    }

    async Task CheckpointAsync(CancellationToken ct)
    {
        try
        {
            await database.CheckpointAsync(ct);
        }
        catch (DataSpecException)
        {
            // Only a shorter stop: Postgres writes the same checkpoint while it shuts down.
        }
    }
}
