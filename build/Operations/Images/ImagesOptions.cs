namespace DataSpec.Operations.Images;

/// <summary>Where images may come from (<c>--images</c>).</summary>
public enum ImageSource
{
    /// <summary>Present, else pulled, else built from packages.</summary>
    Auto,
    Present,
    Pull,

    /// <summary>One file with all of them, made where there is a registry.</summary>
    Bundle,
    Packages,
}

/// <summary>What <see cref="ImagesOperation"/> shall provide.</summary>
public sealed record ImagesOptions
{
    public ImageSource Source { get; init; } = ImageSource.Auto;

    /// <summary>Names in the lock file that must be provided; default the two of the core stack.</summary>
    public IReadOnlyList<string> Services { get; init; } = ["postgres", "airflow"];

    /// <summary>Names in the lock file that the stack can do without: one that cannot be had is told of in the result.</summary>
    public IReadOnlyList<string> Optional { get; init; } = [];

    /// <summary>References that <c>.env</c> holds now, by its keys: one that is present stays in use.</summary>
    public IReadOnlyDictionary<string, string> Current { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>References by service that are used as they are, whatever the list says: they must be present.</summary>
    public IReadOnlyDictionary<string, string> Kept { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Another image list than the checkout's; null for that.</summary>
    public ImageCatalogue? Lock { get; init; }

    /// <summary>A folder or <c>.tar.xz</c> archive of wheels (<c>--wheels</c>); null looks
    /// beside the project.</summary>
    public string? Wheels { get; init; }

    /// <summary>The file of <see cref="ImageSource.Bundle"/>.</summary>
    public string? Bundle { get; init; }

    /// <summary>Debian mirror for the base systems; null takes Debian's own.</summary>
    public string? Mirror { get; init; }

    /// <summary>Builds again though nothing changed here: takes the newest packages of the distribution.</summary>
    public bool Refresh { get; init; }

    internal bool MayBuild => Source is ImageSource.Auto or ImageSource.Packages;

    internal string? CurrentOf(CatalogueImage image) =>
        image.Variable is { } key && Current.GetValueOrDefault(key) is { Length: > 0 } reference ? reference : null;

    /// <summary>A stack that runs on package images keeps doing so: another libc under the same data could sort differently.</summary>
    internal bool StaysOnPackages(CatalogueImage image) =>
        Source == ImageSource.Auto && image.Packages is { } recipe && string.Equals(CurrentOf(image), recipe.Reference, StringComparison.Ordinal);
}

/// <summary>One image that a service can run now.</summary>
/// <param name="Service">Name in the lock file.</param>
/// <param name="EnvKey">The key of <c>.env</c> to write the reference to; null where no service of the stack reads it.</param>
/// <param name="Reference">What compose shall use.</param>
/// <param name="ImageId">Its id, <c>sha256:...</c>.</param>
/// <param name="Source"><c>present</c>, <c>pulled</c>, <c>bundle</c> or <c>packages</c>.</param>
/// <param name="Duration">Spent on it in this run.</param>
public sealed record ServiceImage(string Service, string? EnvKey, string Reference, string ImageId, string Source, TimeSpan Duration);

/// <summary>An image for every service that was asked for.</summary>
/// <param name="Missing">Optional ones that cannot be had here.</param>
public sealed record ImagesResult(IReadOnlyList<ServiceImage> Images, IReadOnlyList<string> Missing);
