namespace DataSpec.Operations.Compose;

/// <summary>
/// The containers that are missing, created while the first one-shots run: what is left to do when a service's turn comes is a start,
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
    readonly Task<bool> _created;

    public ContainersAhead(ComposeProject project, StackSnapshot snapshot, ServiceGraph graph)
    {
        (_project, _snapshot) = (project, snapshot);
        // One image that is not there would fail the call for all.
        _missing = graph.StartOrder.Where(service => !service.IsOneShot && snapshot.StepOf(service) is ServiceStep.Create && snapshot.Images.ContainsKey(service.Image))
            .Select(service => service.Name)
            .ToHashSet(StringComparer.Ordinal);
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

    async Task<bool> CreateAsync()
    {
        try
        {
            return await _project.CreateAsync(_missing);
        }
        catch (DataSpecException)
        {
            // Each service's own turn says what is wrong.
            return false;
        }
    }
}
