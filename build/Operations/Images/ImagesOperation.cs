using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Images;

/// <summary>Provides an image for each service: one that is present, else the official one, else one built from packages.</summary>
public sealed class ImagesOperation(StackRoot root, IProcessRunner runner, TimeProvider time, EngineEndpoint engine)
{
    readonly LocalImages _images = new(runner, engine);

    /// <summary>Runs for all services of the options; those that have to be built are built side by side.</summary>
    /// <exception cref="DataSpecException">An image can be had from none of the allowed sources; the text says which were
    /// tried.</exception>
    public async Task<ImagesResult> RunAsync(ImagesOptions options, IProgressSink progress, CancellationToken ct = default)
    {
        if (options.Source == ImageSource.Bundle)
            await new BundleImages(runner, engine, progress).LoadAsync(options.Bundle, ct);
        var catalogue = options.Lock ?? ImageCatalogue.Load(root.ImagesLock);
        var wheels = WheelSource.Find(root, options.Wheels);
        var bases = new BaseSystem(runner, engine, new ToolBootstrap(runner, UserCache.Folder), options.Mirror);
        var run = new Run(
            options,
            new RegistryImages(root, runner, engine, progress),
            new PackageImages(root, runner, engine, wheels, bases, progress),
            progress);
        using var wheelFolder = new WheelFolder(runner, wheels, Path.Combine(root.Temp, "images", "wheels"), progress);
        using var others = CancellationTokenSource.CreateLinkedTokenSource(ct);

        string[] services = [.. options.Services, .. options.Optional];
        var found = await Task.WhenAll(services.Select(service => PresentAsync(service, catalogue[service], run, ct)));
        var done = found.OfType<ServiceImage>().ToList();
        if (options.Source is ImageSource.Auto or ImageSource.Pull)
            done.AddRange(await PullAsync(Open().Where(service => !options.StaysOnPackages(catalogue[service])), catalogue, run, ct));

        var missing = Open().Where(service => !options.MayBuild || catalogue[service].Packages is null).ToArray();
        if (missing.Intersect(options.Services, StringComparer.Ordinal).ToArray() is { Length: > 0 } needed)
            throw Unobtainable(needed, options.Source);
        var built = Open().Except(missing, StringComparer.Ordinal).Select(service => BuildAsync(service, catalogue[service], run, wheelFolder, others.Token));
        done.AddRange(await AllOrNone.WhenAll(built, others));
        return new ImagesResult([.. done.OrderBy(image => Array.IndexOf(services, image.Service))], missing);

        IEnumerable<string> Open() => services.Except(done.Select(image => image.Service), StringComparer.Ordinal).ToArray();
    }

    async Task<ServiceImage?> PresentAsync(string service, CatalogueImage image, Run run, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var (options, registry, packages, _) = run;
        if (options.Kept.GetValueOrDefault(service) is { } kept)
            return await _images.FindAsync(kept, ct) is { } there ? Found(kept, there) : throw Gone(service, kept);
        if (options.Refresh)
            return null;
        if (options.Source != ImageSource.Packages && !options.StaysOnPackages(image))
        {
            // A reference that the person wrote into .env is theirs: used as it is.
            if (options.CurrentOf(image) is { } own && !image.IsOfThisProject(own) && await _images.FindAsync(own, ct) is { } chosen)
                return Found(own, chosen);
            if (await registry.FindAsync(image, ct) is { } official)
                return Found(image.Reference, official);
            // A file of images keeps tags and bytes, but not the digests that a registry gave them.
            if (options.Source == ImageSource.Bundle && image.Layer is null && await _images.FindAsync($"{image.Repository}:{image.Tag}", ct) is { } loaded)
                return Found($"{image.Repository}:{image.Tag}", loaded);
        }
        if (options.Source != ImageSource.Pull && image.Packages is { } recipe)
        {
            var built = options.Source is ImageSource.Present or ImageSource.Bundle ? await _images.FindAsync(recipe.Reference, ct) : await packages.FindAsync(recipe, ct);
            if (built is not null)
                return Found(recipe.Reference, built);
        }
        return null;

        ServiceImage Found(string reference, LocalImage found) => new(service, image.Variable, reference, found.Id, options.Source == ImageSource.Bundle ? "bundle" : "present", time.GetElapsedTime(started));
    }

    async Task<IReadOnlyList<ServiceImage>> PullAsync(IEnumerable<string> services, ImageCatalogue catalogue, Run run, CancellationToken ct)
    {
        var pulled = new List<ServiceImage>();
        foreach (var service in services)
        {
            var started = time.GetTimestamp();
            var image = catalogue[service];
            // Asked once for all: a registry that does not answer for the first image is not asked for the others.
            if (!await run.Registry.TryPullAsync(service, image, ct))
            {
                run.Progress.Say("images", "the registry does not answer");
                break;
            }
            if (image.Layer is not null)
                await run.Registry.BuildLayerAsync(service, image, ct);
            var found = await _images.FindAsync(image.Reference, ct);
            pulled.Add(new ServiceImage(service, image.Variable, image.Reference, found!.Id, "pulled", time.GetElapsedTime(started)));
        }
        return pulled;
    }

    async Task<ServiceImage> BuildAsync(string service, CatalogueImage image, Run run, WheelFolder wheels, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var recipe = image.Packages!;
        var built = await run.Packages.BuildAsync(service, recipe, wheels, run.Options.Refresh, ct);
        var duration = time.GetElapsedTime(started);
        run.Progress.Say(service, $"{recipe.Reference} built from packages: {built.Size / 1_000_000} MB after {duration.TotalSeconds:0} s");
        return new ServiceImage(service, image.Variable, recipe.Reference, built.Id, "packages", duration);
    }

    static DataSpecException Gone(string service, string reference) =>
        new(ExitCode.RequirementMissing, $"The image '{reference}' of '{service}' is not here.")
        {
            LeftAsItWas = "Images that were there are unchanged.",
            NextStep = $"docker pull {reference}, or docker load from where it is; ./build.sh Upgrade goes to the version of this checkout",
        };

    static DataSpecException Unobtainable(IReadOnlyList<string> services, ImageSource source)
    {
        var (why, next) = source switch
        {
            ImageSource.Present => ("is not present", "Let it be pulled or built: --images auto"),
            ImageSource.Bundle => ("is not in the bundle", "Make it anew where the images are: ./build.sh Bundle --bundle FILE"),
            ImageSource.Pull => ("cannot be pulled: the registry does not answer", "Build it from packages, which needs no registry: --images packages"),
            _ => ("exists only as an official image, and the registry does not answer", "Try again where the registry can be reached."),
        };
        return new(ExitCode.RequirementMissing, $"The image of {string.Join(" and ", services.Select(service => $"'{service}'"))} {why}.")
        {
            LeftAsItWas = "Images that were there are unchanged.",
            NextStep = next,
        };
    }

    sealed record Run(ImagesOptions Options, RegistryImages Registry, PackageImages Packages, IProgressSink Progress);
}
