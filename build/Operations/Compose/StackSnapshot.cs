using System.Collections.Immutable;

namespace DataSpec.Operations.Compose;

/// <summary>What the stack should be and what it is, read at one moment.</summary>
sealed record StackSnapshot(
    StackModel Model,
    ImmutableArray<ServiceContainer> Containers,
    ImmutableDictionary<string, ImageFacts> Images)
{
    public static async Task<StackSnapshot> TakeAsync(ComposeProject project, CancellationToken ct)
    {
        var containers = project.ReadContainersAsync(service: null, ct);
        var model = await project.ReadModelAsync(ct);
        var images = await project.ReadImagesAsync(model.Services.Values.Select(service => service.Image), ct);
        return new StackSnapshot(model, await containers, images);
    }

    /// <summary>The service's own container; the running one where an interrupted replacement left two.</summary>
    public ServiceContainer? ContainerOf(string service) =>
        Containers.Where(container => !container.IsOneOff && string.Equals(container.Service, service, StringComparison.Ordinal))
            .OrderByDescending(container => container.IsRunning)
            .FirstOrDefault();

    /// <summary>Services that run all the time, each after what it needs.</summary>
    public IEnumerable<ServiceDefinition> Lasting => new ServiceGraph(Model).StartOrder.Where(service => !service.IsOneShot);

    /// <summary>Their containers that run.</summary>
    public IEnumerable<ServiceContainer> Running => Lasting.Select(service => ContainerOf(service.Name)).OfType<ServiceContainer>().Where(container => container.IsRunning);

    /// <summary>What must happen so that the service runs as the stack file says.</summary>
    public ServiceStep StepOf(ServiceDefinition service) => ContainerOf(service.Name) switch
    {
        null => ServiceStep.Create,
        var container when !IsCurrent(container, service) => ServiceStep.Replace,
        { IsReady: true } => ServiceStep.Keep,
        { Status: "running" or "restarting" } => ServiceStep.Await,
        _ => ServiceStep.Start,
    };

    bool IsCurrent(ServiceContainer container, ServiceDefinition service) =>
        string.Equals(container.ConfigHash, service.ConfigHash, StringComparison.Ordinal)
        && (!Images.TryGetValue(service.Image, out var image) || string.Equals(container.ImageId, image.Id, StringComparison.Ordinal));
}

/// <summary>What <c>Up</c> does with a service that runs all the time.</summary>
enum ServiceStep
{
    Keep,
    Await,
    Start,
    Create,
    Replace,
}
