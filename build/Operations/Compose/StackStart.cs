using System.Collections.Immutable;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Compose;

/// <summary>Brings the stack to what its file says: starts each service as soon as what it needs is there, touches nothing that is right.</summary>
public sealed class StackStart(
    ComposeProject project, IOneShotRecords records, StackStop stop, DrainMark drain, IProgressSink progress, TimeProvider time)
{
    /// <summary>Starts, replaces and runs what is due; on a healthy unchanged stack it only looks.</summary>
    /// <exception cref="DataSpecException">A service failed; all that do not need it were started all the same.</exception>
    public async Task<StackStartResult> RunAsync(StackStartOptions options, CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        var marks = OneShotMarks.BeginReading(records, ct);
        await drain.UntilOverAsync(project, progress, ct);
        var snapshot = await StackSnapshot.TakeAsync(project, ct);
        var graph = new ServiceGraph(snapshot.Model);
        // A new password in .env looks like a changed service: it must be refused before anything is stopped for it.
        if (snapshot.ContainerOf(CoreServices.Postgres) is { IsReady: true })
            await marks.EnsureNotRefusedAsync();
        snapshot = await WakeAsync(snapshot, ct);
        snapshot = await SwitchOffAsync(snapshot, ct);
        if (options.Only is { } only)
        {
            snapshot = snapshot with { Model = snapshot.Model.Only(only) };
            graph = new ServiceGraph(snapshot.Model);
        }

        snapshot = await MakeRoomAsync(snapshot, graph, ct);
        var run = new StackStartRun(project, snapshot, graph, marks, new ServiceWait(project, time), options, progress, time);
        try
        {
            var services = await run.AllAsync(ct);
            return new StackStartResult(services, time.GetElapsedTime(begun));
        }
        finally
        {
            await marks.SaveAsync();
        }
    }

    /// <summary>A paused container can be neither started nor asked for its health.</summary>
    async Task<StackSnapshot> WakeAsync(StackSnapshot snapshot, CancellationToken ct)
    {
        var paused = snapshot.Containers.Where(container => container.Status is "paused").ToArray();
        if (paused.Length == 0)
            return snapshot;
        await project.UnpauseAsync(paused.Select(container => container.Id), ct);
        foreach (var container in paused)
            progress.Say(container.Service, "was paused, goes on");
        return snapshot with { Containers = await project.ReadContainersAsync(service: null, ct) };
    }

    /// <summary>Stops and removes the containers of parts that shall not run any more; their data stays under <c>data</c>.</summary>
    async Task<StackSnapshot> SwitchOffAsync(StackSnapshot snapshot, CancellationToken ct)
    {
        var off = snapshot.Containers.Where(container => !container.IsOneOff && !snapshot.Model.Services.ContainsKey(container.Service)).ToImmutableArray();
        if (off.IsEmpty)
            return snapshot;
        await stop.StopServicesAsync([.. off.Where(container => container.IsRunning)], new StackStopOptions(), ct);
        await project.RemoveAsync(off.Select(container => container.Id), ct);
        foreach (var container in off)
            progress.Say(container.Service, "off: no active profile contains it");
        return snapshot with { Containers = snapshot.Containers.RemoveRange(off) };
    }

    /// <summary>
    /// Stops what will be replaced and all that needs it, in the order of <c>Down</c>: a scheduler whose api-server or database is
    /// replaced under it loses the results of its running tasks.
    /// </summary>
    async Task<StackSnapshot> MakeRoomAsync(StackSnapshot snapshot, ServiceGraph graph, CancellationToken ct)
    {
        var replaced = graph.StartOrder.Where(service => !service.IsOneShot && snapshot.StepOf(service) is ServiceStep.Replace)
            .Select(service => service.Name)
            .ToArray();
        if (replaced.Length == 0)
            return snapshot;
        var affected = graph.WithDependents(replaced);
        await stop.StopServicesAsync([.. snapshot.Containers.Where(container => affected.Contains(container.Service))], new StackStopOptions(), ct);
        return snapshot with { Containers = await project.ReadContainersAsync(service: null, ct) };
    }
}
