using System.Collections.Concurrent;

namespace DataSpec.Operations.Compose;

/// <summary>
/// The containers that are missing, created while <c>setup</c> runs: what is left to do when a service's turn comes is a start,
/// where compose would need half a second more for each. Only ever a short cut: what it cannot do, compose does in the service's own turn.
/// </summary>
/// <remarks>A run that is killed in between leaves containers that were never started, which the next <c>Up</c> starts or replaces.</remarks>
sealed class ContainersAhead
{
    /// <summary>For fewer than this, one call to create and one to start are not quicker.</summary>
    const int Worthwhile = 2;

    readonly ComposeProject _project;
    readonly StackSnapshot _snapshot;
    readonly HashSet<string> _missing;
    readonly ConcurrentDictionary<string, bool> _oneShots = new(StringComparer.Ordinal);
    readonly Task<bool> _created;

    public ContainersAhead(ComposeProject project, StackSnapshot snapshot, ServiceGraph graph)
    {
        (_project, _snapshot) = (project, snapshot);
        // One image that is not there would fail the call for all.
        var missing = graph.StartOrder.Where(service => snapshot.StepOf(service) is ServiceStep.Create && snapshot.Images.ContainsKey(service.Image)).ToArray();
        _missing = missing.Where(service => !service.IsOneShot).Select(service => service.Name).ToHashSet(StringComparer.Ordinal);
        // Which one-shots are due stands in Postgres; while that is being created, most of them are. `setup` itself needs none of this.
        foreach (var oneShot in missing.Where(service => service is { IsOneShot: true, HasNetwork: true } && _missing.Contains(CoreServices.Postgres)))
            _oneShots[oneShot.Name] = true;
        _created = _missing.Count < Worthwhile ? Task.FromResult(false) : CreateAsync();
    }

    /// <summary>Ends when nothing is being created any more, and with it the stack's network: two calls at once would make two of that name.</summary>
    public Task DoneAsync() => _created;

    /// <summary>Starts the service's container where it is there and current; false where compose must.</summary>
    public async Task<bool> StartAsync(ServiceDefinition service)
    {
        var isCreated = await _created && _missing.Contains(service.Name);
        return isCreated ? await _project.StartAsync(_project.ContainerName(service.Name))
            : _snapshot.StepOf(service) is ServiceStep.Start && await _project.StartAsync(_snapshot.ContainerOf(service.Name)!.Id);
    }

    /// <summary>The container of a one-shot that only has to be started; null where compose must make one. It is the caller's from now on.</summary>
    public async Task<string?> TakeAsync(string oneShot)
    {
        return _oneShots.ContainsKey(oneShot) && await _created && _oneShots.TryRemove(oneShot, out _) ? _project.ContainerName(oneShot) : null;
    }

    /// <summary>Removes the containers of one-shots that were not due.</summary>
    public async Task RemoveUnusedAsync()
    {
        if (!await _created || _oneShots.IsEmpty)
            return;
        try
        {
            await _project.RemoveAsync(_oneShots.Keys.Select(_project.ContainerName), CancellationToken.None);
        }
        catch (DataSpecException)
        {
            // They were never started, and the next run removes what it finds before it runs a one-shot.
        }
    }

    async Task<bool> CreateAsync()
    {
        try
        {
            return await _project.CreateAsync([.. _missing, .. _oneShots.Keys]);
        }
        catch (DataSpecException)
        {
            // Each service's own turn says what is wrong.
            return false;
        }
    }
}
