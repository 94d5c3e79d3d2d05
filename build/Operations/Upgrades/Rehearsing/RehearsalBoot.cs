using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Upgrades.Rehearsing;

/// <summary>Runs the one-shots and boots the services of a rehearsed stack, each as soon as what it needs is there.</summary>
sealed class RehearsalBoot(ComposeProject project, StackModel model, StepLog log, TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>How long what the stack works without is waited for once all others are ready.</summary>
    static readonly TimeSpan OptionalPatience = TimeSpan.FromSeconds(20);

    readonly ServiceWait _wait = new(project, time);
    readonly ServiceGraph _graph = new(model);
    readonly Dictionary<string, int> _turns = RehearsedServices.Turns(model);
    readonly Dictionary<string, Task<bool>> _ready = new(StringComparer.Ordinal);

    /// <summary>Starts one service and waits until it is healthy.</summary>
    public async Task StartAsync(string service, CancellationToken ct)
    {
        await project.UpAsync(service);
        await _wait.UntilReadyAsync(service, Patience, ct);
    }

    /// <summary>All that come after Postgres, side by side but in turns as an upgrade starts them, so that each takes as long as then; what needs a failed one is not started, and named.</summary>
    public async Task AllAsync(CancellationToken ct)
    {
        using var optional = CancellationTokenSource.CreateLinkedTokenSource(ct);
        foreach (var service in _graph.StartOrder.Where(service => service.Name is not CoreServices.Postgres).OrderBy(service => _turns[service.Name]))
            _ready[service.Name] = RunAsync(service, _graph.MayStayOff(service) ? optional.Token : ct);
        await Task.WhenAll(_ready.Where(one => !_graph.MayStayOff(model.Services[one.Key])).Select(one => one.Value));
        optional.CancelAfter(OptionalPatience);
        await Task.WhenAll(_ready.Values);
        ct.ThrowIfCancellationRequested();
    }

    /// <summary>What ended after it had been ready failed all the same.</summary>
    public async Task LookAgainAsync(CancellationToken ct)
    {
        foreach (var container in (await project.ReadContainersAsync(service: null, ct)).Where(container => container is { IsOneOff: false, Status: "exited" or "dead" } && log.IsClean(container.Service)))
        {
            var lines = await project.ReadLastLinesAsync(container.Id, count: 10, ct);
            log.Fail(container.Service, string.Join("\n  ", lines.Prepend($"{container.Service} was ready, and ended with exit code {container.ExitCode}.")), _graph.MayStayOff(model.Services[container.Service]));
        }
    }

    async Task<bool> RunAsync(ServiceDefinition service, CancellationToken ct)
    {
        var isOptional = _graph.MayStayOff(service);
        await Task.WhenAll(_ready.Where(one => _turns[one.Key] < _turns[service.Name] && !_graph.MayStayOff(model.Services[one.Key])).Select(one => one.Value).ToArray());
        foreach (var need in service.DependsOn.Keys.Where(_ready.ContainsKey))
        {
            if (await _ready[need])
                continue;
            log.Fail(service.Name, $"it was not started: it needs {need}", isOptional);
            return false;
        }

        return await log.RunAsync(service.Name, token => service.IsOneShot ? RunToEndAsync(service.Name, token) : BootAsync(service.Name, isOptional, token), ct, isOptional);
    }

    async Task<string?> BootAsync(string service, bool isOptional, CancellationToken ct)
    {
        try
        {
            await StartAsync(service, ct);
            return null;
        }
        catch (OperationCanceledException) when (isOptional)
        {
            return "it runs and is not healthy yet: without a network, and beside an empty directory, it need not be";
        }
    }

    async Task<string?> RunToEndAsync(string service, CancellationToken ct)
    {
        var result = await project.RunOneShotAsync(service, $"{project.Name}-{service}-once", onLine: null, ct);
        if (result.Succeeded)
            return null;
        var lines = result.Lines.Select(line => line.Text).Where(text => !string.IsNullOrWhiteSpace(text)).TakeLast(10);
        throw new DataSpecException(ExitCode.VerificationFailed, string.Join("\n  ", lines.Prepend($"{service} ended with exit code {result.ExitCode}.")));
    }
}
