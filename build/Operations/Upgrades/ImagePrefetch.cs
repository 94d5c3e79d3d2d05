using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Images;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Upgrades;

/// <summary>Images by id, before anything stops: the new ones are present, the old ones keep a name that no build takes from them.</summary>
/// <param name="env"><c>.env</c> as it is.</param>
sealed class ImagePrefetch(EngineEndpoint engine, IProcessRunner runner, ComposeProject project, ImagesOperation images, EnvDocument env, IProgressSink progress)
{
    readonly LocalImages _images = new(runner, engine);

    /// <summary>As <see cref="ImagesOptions.Wheels"/>.</summary>
    public string? Wheels { get; init; }

    public async Task<ImmutableArray<ImageChange>> RunAsync(string operation, TargetChoice choice, CancellationToken ct)
    {
        if (choice.Images.IsEmpty)
            return [];
        var running = await project.ReadContainersAsync(service: null, ct);
        var old = choice.Images.Select(image => image with { FromId = running.FirstOrDefault(container => container.IsRunning && container.Image == image.From)?.ImageId ?? "" }).ToArray();
        for (var i = 0; i < old.Length; i++)
        {
            if (old[i].FromId.Length == 0)
                old[i] = old[i] with { FromId = (await _images.FindAsync(old[i].From, ct))?.Id ?? "" };
            if (old[i].FromId.Length > 0)
                await TagAsync(old[i].FromId, KeptName(operation, old[i].Service), ct);
        }

        var current = env.Entries.ToDictionary(entry => entry.Key, entry => entry.Value ?? "", StringComparer.Ordinal);
        foreach (var image in choice.Images)
            current[image.Variable] = image.To;
        var result = await images.RunAsync(
            new ImagesOptions
            {
                Services = [.. choice.Images.Select(image => image.Service)],
                Current = current,
                Lock = choice.Lock,
                Wheels = Wheels,
                Kept = choice.Images.Where(image => choice.Named.Contains(image.Service, StringComparer.Ordinal)).ToImmutableDictionary(image => image.Service, image => image.To, StringComparer.Ordinal),
            },
            progress,
            ct);
        return [.. old.Select(image => image with { ToId = result.Images.Single(found => found.Service == image.Service).ImageId })];
    }

    /// <summary>Looks that each name still means the image that was fetched and rehearsed: another build, pull or tag on this machine may have moved it.</summary>
    /// <exception cref="DataSpecException">It means another one, or is gone (exit code 4).</exception>
    public async Task RequireAsync(ImmutableArray<ImageChange> changes, CancellationToken ct)
    {
        foreach (var image in changes.Where(image => image.ToId is not null))
        {
            var found = await _images.FindAsync(image.To, ct);
            if (found?.Id == image.ToId)
                continue;
            throw new DataSpecException(ExitCode.VerificationFailed, $"'{image.To}' is {(found is null ? "gone" : $"another image now, {found.Id},")} and not the one that was fetched for this upgrade, {image.ToId}.")
            {
                LeftAsItWas = "The stack runs as before.",
                NextStep = "Find out who built, pulled or tagged it (docker image history), then ./build.sh Upgrade",
            };
        }
    }

    /// <summary>Where a name was given to another image since.</summary>
    public async Task GiveNamesBackAsync(ImmutableArray<ImageChange> changes, CancellationToken ct)
    {
        foreach (var image in changes.Where(image => image.FromId.Length > 0))
        {
            if ((await _images.FindAsync(image.From, ct))?.Id != image.FromId)
                await TagAsync(image.FromId, image.From, ct);
        }
    }

    /// <summary>Takes the extra names away; an image that no other name has goes with it.</summary>
    public async Task<ImmutableArray<string>> ForgetAsync(string operation, ImmutableArray<ImageChange> changes, CancellationToken ct)
    {
        List<string> forgotten = [];
        foreach (var name in changes.Select(image => KeptName(operation, image.Service)))
        {
            if ((await runner.RunAsync(engine.Docker("image", "rm", name), ct: ct)).Succeeded)
                forgotten.Add($"image '{name}'");
        }

        return [.. forgotten];
    }

    static string KeptName(string operation, string service) => $"dataspec/before-{service}:{operation.ToLowerInvariant()}";

    async Task TagAsync(string id, string name, CancellationToken ct) => (await runner.RunAsync(engine.Docker("image", "tag", id, name), ct: ct)).EnsureSuccess();
}
