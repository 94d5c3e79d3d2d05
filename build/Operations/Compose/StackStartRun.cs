using System.Collections.Concurrent;
using System.Collections.Immutable;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Compose;

/// <summary>One run over the graph: every service is a task that waits for exactly what it needs.</summary>
sealed class StackStartRun(
    ComposeProject project,
    StackSnapshot snapshot,
    ServiceGraph graph,
    OneShotMarks marks,
    ServiceWait wait,
    StackStartOptions options,
    IProgressSink progress,
    TimeProvider time)
{
    readonly ContainersAhead _ahead = new(project, snapshot, graph);
    readonly OneShotRun _oneShots = new(project, snapshot);
    readonly ConcurrentDictionary<string, long> _begun = new(StringComparer.Ordinal);
    readonly Dictionary<string, Task> _started = new(StringComparer.Ordinal);
    readonly Dictionary<string, Task> _ready = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, StartedService> _done = new(StringComparer.Ordinal);

    public async Task<ImmutableArray<StartedService>> AllAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        foreach (var service in graph.StartOrder)
            Begin(service, graph.MayStayOff(service) ? patience.Token : ct);
        var needed = graph.StartOrder.Where(service => !graph.MayStayOff(service)).Select(service => _ready[service.Name]).ToArray();
        var optional = graph.StartOrder.Where(graph.MayStayOff).ToDictionary(service => service.Name, service => _ready[service.Name], StringComparer.Ordinal);
        var others = new OptionalServices(optional, options.OptionalPatience, progress, time);
        try
        {
            await Task.WhenAll([.. needed, _ahead.DoneAsync()]);
            await others.UntilReadyAsync(patience, ct);
        }
        catch (Exception)
        {
            await patience.CancelAsync();
            await others.EndedAsync();
            ct.ThrowIfCancellationRequested();
            throw StackStartFailure.Of([.. needed.Where(task => task.IsFaulted).Select(task => task.Exception!.InnerException!)]);
        }
        finally
        {
            await Task.WhenAll(_oneShots.CleanAsync(), _ahead.RemoveUnusedAsync());
        }

        return [.. graph.StartOrder.Select(service => _done.GetValueOrDefault(service.Name) ?? NotReady(service, others))];
    }

    StartedService NotReady(ServiceDefinition service, OptionalServices others)
    {
        var began = _begun.TryGetValue(service.Name, out var at);
        return others.Outcome(service, began, began ? time.GetElapsedTime(at) : TimeSpan.Zero);
    }

    void Begin(ServiceDefinition service, CancellationToken ct)
    {
        var gate = GateAsync(service);
        _started[service.Name] = service.IsOneShot ? gate : StartAsync(service, gate, ct);
        _ready[service.Name] = service.IsOneShot ? RunOneShotAsync(service, gate, ct) : FinishAsync(service, _started[service.Name], ct);
    }

    /// <summary>Ends when all that the service needs is as it needs it.</summary>
    async Task GateAsync(ServiceDefinition service)
    {
        foreach (var (name, condition) in service.DependsOn)
        {
            try
            {
                await (condition is DependencyCondition.Started ? _started[name] : _ready[name]);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                throw new NeedNotMetException(service.Name, name, error);
            }
        }
    }

    async Task StartAsync(ServiceDefinition service, Task gate, CancellationToken ct)
    {
        await gate;
        _begun[service.Name] = time.GetTimestamp();
        if (snapshot.StepOf(service) is ServiceStep.Keep or ServiceStep.Await)
            return;
        ct.ThrowIfCancellationRequested();
        progress.Say(service.Name, "starting");
        if (!await _ahead.StartAsync(service))
            await project.UpAsync(service.Name);
    }

    async Task FinishAsync(ServiceDefinition service, Task started, CancellationToken ct)
    {
        await started;
        var begun = _begun[service.Name];
        var step = snapshot.StepOf(service);
        if (step is not ServiceStep.Keep)
        {
            await wait.UntilReadyAsync(service.Name, PatienceWith(service, step), ct);
            progress.Say(service.Name, $"healthy after {time.GetElapsedTime(begun).TotalSeconds:0.0} s");
        }

        var outcome = step switch
        {
            ServiceStep.Create => ServiceOutcome.Created,
            ServiceStep.Replace => ServiceOutcome.Replaced,
            ServiceStep.Start => ServiceOutcome.Started,
            _ => ServiceOutcome.Unchanged,
        };
        _done[service.Name] = new StartedService(service.Name, outcome, time.GetElapsedTime(begun));
    }

    /// <summary>One that was ill before and may stay off is not waited for once more.</summary>
    TimeSpan PatienceWith(ServiceDefinition service, ServiceStep step) =>
        step is ServiceStep.Await && graph.MayStayOff(service) && snapshot.ContainerOf(service.Name) is { Health: "unhealthy" } ? TimeSpan.Zero : options.Patience;

    async Task RunOneShotAsync(ServiceDefinition service, Task gate, CancellationToken ct)
    {
        await gate;
        var begun = _begun[service.Name] = time.GetTimestamp();
        var fingerprint = OneShotFingerprint.Of(service, snapshot.Images.GetValueOrDefault(service.Image)?.Id ?? "", options.FingerprintKey);
        var isDue = !string.Equals((await MarksForAsync(service)).GetValueOrDefault(service.Name), fingerprint, StringComparison.Ordinal);
        if (isDue)
        {
            progress.Say(service.Name, "running");
            if (service.HasNetwork)
                await _ahead.DoneAsync();
            await _oneShots.RunAsync(service.Name, await _ahead.TakeAsync(service.Name), ct);
            marks.Finished(service.Name, fingerprint);
            progress.Say(service.Name, $"done after {time.GetElapsedTime(begun).TotalSeconds:0.0} s");
        }

        var outcome = isDue ? ServiceOutcome.Ran : ServiceOutcome.NotDue;
        _done[service.Name] = new StartedService(service.Name, outcome, time.GetElapsedTime(begun));
    }

    /// <summary>The marks live in Postgres: what comes before its start has none, and runs.</summary>
    async Task<ImmutableDictionary<string, string>> MarksForAsync(ServiceDefinition service)
    {
        var postgres = graph.StartOrder.FirstOrDefault(other => other.Name is CoreServices.Postgres);
        return postgres is not null && snapshot.StepOf(postgres) is ServiceStep.Keep ? await marks.OfRunningAsync()
            : graph.Needs(service.Name, CoreServices.Postgres) ? await marks.OfStartedAsync()
            : [];
    }
}
