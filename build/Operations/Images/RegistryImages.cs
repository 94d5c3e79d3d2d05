using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Images;

/// <summary>Official images from their registry, and the thin layers on them.</summary>
sealed class RegistryImages(StackRoot root, IProcessRunner runner, EngineEndpoint engine, IProgressSink progress)
{
    // Time for the engine to say that it has begun; the download itself may take as long as it needs.
    static readonly TimeSpan _firstAnswer = TimeSpan.FromSeconds(8);
    static readonly string[] _unreachable =
        ["no such host", "connection refused", "i/o timeout", "network is unreachable", "no route to host", "server misbehaving", "Client.Timeout", "TLS handshake timeout", "proxyconnect", "EOF"];

    readonly LocalImages _images = new(runner, engine);

    /// <summary>Pulls one image; false where its registry cannot be reached, which a few seconds tell.</summary>
    /// <exception cref="CommandFailedException">The registry answered and refused: no such tag, no access, rate limit, full
    /// disk.</exception>
    public async Task<bool> TryPullAsync(string service, CatalogueImage image, CancellationToken ct)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(ct);
        silence.CancelAfter(_firstAnswer);
        try
        {
            var result = await runner.RunAsync(engine.Docker("pull", image.Official), Heard, silence.Token);
            return result.Succeeded || (IsUnreachable(result.StandardError) ? false : throw new CommandFailedException(result));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return false;
        }

        void Heard(OutputLine line)
        {
            if (line.Stream == OutputSource.Error)
                return;
            silence.CancelAfter(Timeout.InfiniteTimeSpan);
            if (line.Text.Contains("Pulling from", StringComparison.Ordinal))
                progress.Say(service, $"pulling {image.Official}");
        }
    }

    /// <summary>The key of a thin layer: its Dockerfile, what it copies, and what it lies on.</summary>
    public string KeyOf(CatalogueImage image) => KeyOf(root, image);

    /// <inheritdoc cref="KeyOf(CatalogueImage)"/>
    public static string KeyOf(StackRoot root, CatalogueImage image)
    {
        using var key = new ContentKey().Add("base", image.Official).AddFolder(FolderOf(root, image.Layer!));
        if (image.Layer!.Requirements is { } list)
            key.Add("requirements", File.ReadAllBytes(Path.Combine(root.Directory, list)));
        return key.Value;
    }

    /// <summary>What the service can run of the official kind, if it is there and, for a thin layer, up to date.</summary>
    public async Task<LocalImage?> FindAsync(CatalogueImage image, CancellationToken ct)
    {
        if (await _images.FindAsync(image.Reference, ct) is not { } found || image.Layer is null)
            return await _images.FindAsync(image.Reference, ct);
        return string.Equals(found.Labels.GetValueOrDefault(ContentKey.Label), KeyOf(image), StringComparison.Ordinal) ? found : null;
    }

    /// <summary>Builds the thin layer; the official image is there already.</summary>
    public async Task BuildLayerAsync(string service, CatalogueImage image, CancellationToken ct)
    {
        var workshop = new Workshop(runner, progress, service, Path.Combine(root.Temp, "images", service));
        var build = engine.Docker(
            "build", "--progress=plain", "--label", $"{ContentKey.Label}={KeyOf(image)}", "--tag", image.Reference, "--build-arg", $"BASE={image.Official}",
            "--file", Path.Combine(FolderOf(root, image.Layer!), "Dockerfile"), ContextOf(image.Layer!));
        progress.Say(service, $"building {image.Reference} on {image.Official}");
        await workshop.RunAsync($"Building {image.Reference}", build.WithVariable("DOCKER_BUILDKIT", "1"), _ => null, "Try again, or build from packages: --images packages.", ct);
    }

    internal static bool IsUnreachable(string error) => _unreachable.Any(sign => error.Contains(sign, StringComparison.OrdinalIgnoreCase));

    string ContextOf(ThinLayer layer) =>
        layer.Requirements is { } list ? Path.GetDirectoryName(Path.Combine(root.Directory, list))! : FolderOf(root, layer);

    static string FolderOf(StackRoot root, ThinLayer layer) => Path.Combine(root.ImagesDirectory, layer.Folder);
}
