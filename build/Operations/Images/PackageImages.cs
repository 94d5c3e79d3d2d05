using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Images;

/// <summary>Images with the contract of the official ones, built from operating-system and Python packages; no registry is asked.</summary>
sealed class PackageImages(StackRoot root, IProcessRunner runner, EngineEndpoint engine, WheelSource wheels, BaseSystem bases, IProgressSink progress)
{
    readonly LocalImages _images = new(runner, engine);

    string Work => Path.Combine(root.Temp, "images");

    /// <summary>The key over everything that goes into the image.</summary>
    public string KeyOf(PackageRecipe recipe) => KeyOf(root, wheels, recipe);

    /// <inheritdoc cref="KeyOf(PackageRecipe)"/>
    public static string KeyOf(StackRoot root, WheelSource wheels, PackageRecipe recipe)
    {
        var folder = FolderOf(root, recipe);
        using var key = new ContentKey().Add("base", BaseSystem.KeyOf(folder, recipe)).AddFolder(folder);
        foreach (var (name, value) in recipe.Arguments.OrderBy(argument => argument.Key, StringComparer.Ordinal))
            key.Add(name, value);
        if (recipe.Requirements is { } list)
            key.Add("requirements", File.ReadAllBytes(wheels.ListFor(Path.Combine(folder, list))));
        return key.Value;
    }

    /// <summary>The image, if the engine has it and it was built from exactly these inputs.</summary>
    public async Task<LocalImage?> FindAsync(PackageRecipe recipe, CancellationToken ct) =>
        await _images.FindAsync(recipe.Reference, ct) is { } image
        && string.Equals(image.Labels.GetValueOrDefault(ContentKey.Label), KeyOf(recipe), StringComparison.Ordinal)
            ? image
            : null;

    /// <summary>Builds the image; its name moves to the new one only when that is whole.</summary>
    public async Task<LocalImage> BuildAsync(string service, PackageRecipe recipe, WheelFolder wheelFolder, bool refresh, CancellationToken ct)
    {
        var folder = FolderOf(root, recipe);
        var workshop = new Workshop(runner, progress, service, Path.Combine(Work, service));
        workshop.Begin();
        var list = recipe.Requirements is { } name ? LockList.Read(wheels.ListFor(Path.Combine(folder, name))) : null;
        // Wheels are unpacked while the base system is made: the one waits for the processor, the other mostly for the mirror.
        var unpacking = list is not null && wheels.Path is not null ? wheelFolder.OpenAsync(ct) : null;
        var baseReference = await bases.EnsureAsync(folder, recipe, refresh, workshop, ct);
        var context = await new BuildContext(runner).LayOutAsync(folder, list, unpacking is null ? null : await unpacking, workshop, ct);
        await workshop.RunAsync(
            $"Building the image of {service}",
            BuildCommand(recipe, baseReference, context, online: list is not null && wheels.Path is null, workshop),
            line => Step(line, service, list?.Packages.Count),
            list is null || wheels.Path is not null ? "Try again." : "If the package index cannot be reached from here, name a folder or archive of wheels: --wheels PATH.",
            ct);
        workshop.Clear();
        return (await _images.FindAsync(recipe.Reference, ct))!;
    }

    Command BuildCommand(PackageRecipe recipe, string baseReference, string context, bool online, Workshop workshop)
    {
        List<string> arguments = ["build", "--progress=plain", "--label", $"{ContentKey.Label}={KeyOf(recipe)}", "--tag", recipe.Reference, "--build-arg", $"BASE={baseReference}"];
        foreach (var (name, value) in recipe.Arguments)
            arguments.AddRange(["--build-arg", $"{name}={value}"]);
        if (online)
        {
            var settings = Path.Combine(workshop.Fresh("pip"), "pip.conf");
            PipSettings.Write(settings);
            arguments.AddRange(["--secret", $"id=pip,src={settings}"]);
        }
        else
        {
            arguments.Add("--network=none");
        }
        // The default builder is the engine's own, which sees the base images that only this engine has.
        return engine.Docker([.. arguments, context]).WithVariable("DOCKER_BUILDKIT", "1").WithVariable("BUILDX_BUILDER", "default");
    }

    int _processed;

    string? Step(string line, string service, int? packages)
    {
        if (packages is { } total && (line.Contains(" Processing ", StringComparison.Ordinal) || line.Contains(" Collecting ", StringComparison.Ordinal)))
            progress.Advance(service, Math.Min(++_processed, total), total, "packages");
        return line.Contains(" Installing collected packages", StringComparison.Ordinal) ? $"installing {packages} Python packages"
            : line.Contains("No broken requirements", StringComparison.Ordinal) ? "compiling bytecode"
            : line.EndsWith("exporting layers", StringComparison.Ordinal) ? "writing the image"
            : null;
    }

    static string FolderOf(StackRoot root, PackageRecipe recipe) => Path.Combine(root.ImagesDirectory, recipe.Folder);
}
