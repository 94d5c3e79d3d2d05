using System.Collections.Immutable;
using System.Text.Json;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Images;

namespace DataSpec.Operations.Upgrades.Outdated;

/// <summary>Asks the engine what runs. What does not answer is left out, not waited for.</summary>
public sealed class RunningVersionsReader(ComposeProject project, StackRoot root)
{
    static readonly TimeSpan TimeForPackages = TimeSpan.FromSeconds(20);
    static readonly ImmutableArray<string> WithPackages = ["airflow", "superset"];

    const string ListPackages = "import importlib.metadata, json; print(json.dumps({d.metadata['Name']: d.version for d in importlib.metadata.distributions() if d.metadata['Name']}))";

    /// <param name="environment">What <c>.env</c> says: which reference each service of the lock runs.</param>
    public async Task<RunningVersions> ReadAsync(Func<string, string?> environment, CancellationToken ct)
    {
        try
        {
            var containers = (await project.ReadContainersAsync(service: null, ct)).Where(container => container is { IsRunning: true, IsOneOff: false }).ToArray();
            var facts = await project.ReadImagesAsync(containers.Select(container => container.ImageId), ct);
            var running = ImageCatalogue.Load(root.ImagesLock).Services
                .Where(service => service.Value.Variable is not null)
                .Select(service => (Name: service.Key, Container: Array.Find(containers, container => IsOf(service.Key, service.Value, container))))
                .Where(pair => pair.Container is not null && facts.ContainsKey(pair.Container.ImageId))
                .ToArray();
            var packages = await Task.WhenAll(running.Where(pair => WithPackages.Contains(pair.Name, StringComparer.Ordinal)).Select(pair => PackagesAsync(pair.Name, pair.Container!, ct)));
            return new(
                running.ToImmutableDictionary(pair => pair.Name, pair => new RunningVersion(facts[pair.Container!.ImageId].Version, facts[pair.Container!.ImageId].Digest), StringComparer.Ordinal),
                packages.SelectMany(list => list).DistinctBy(pair => pair.Key).ToImmutableDictionary(),
                null);
        }
        catch (DataSpecException error)
        {
            return RunningVersions.Unknown($"What runs is not known: {error.Message}");
        }

        // The reference of .env, or where that has changed since, any of the same name.
        bool IsOf(string service, CatalogueImage image, ServiceContainer container) =>
            container.Image == environment(image.Variable!) || image.IsOfThisProject(container.Image) || container.Service == service;
    }

    async Task<IEnumerable<KeyValuePair<(string, string), string>>> PackagesAsync(string image, ServiceContainer container, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(TimeForPackages);
        try
        {
            var result = await project.ExecAsync(container.Id, ["python", "-c", ListPackages], deadline.Token);
            return result.Succeeded && JsonSerializer.Deserialize<Dictionary<string, string>>(result.StandardOutput) is { } list
                ? list.Select(pair => KeyValuePair.Create((image, LockList.Normalised(pair.Key)), pair.Value))
                : [];
        }
        catch (Exception error) when (error is DataSpecException or JsonException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return [];
        }
    }
}
