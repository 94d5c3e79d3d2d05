using System.Collections.Immutable;
using DataSpec.Operations.Images;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Upgrades;

/// <summary>Which image each service shall have: those of a lock, or of a tag that was named, in the form in which the stack has them now.</summary>
/// <param name="Images">Those that differ.</param>
/// <param name="Lock">The image list that they come from.</param>
/// <param name="Named">Services whose tag was named: their image is used as it is.</param>
/// <param name="LockFile">The lock file to put in place; null for the checkout's own.</param>
sealed record TargetChoice(ImmutableArray<ImageChange> Images, ImageCatalogue Lock, ImmutableArray<string> Named, string? LockFile)
{
    /// <summary>The folder of a newer release, whose files come with its lock; null where none was named.</summary>
    public string? Release { get; init; }

    /// <summary>Its files merged with those of the checkout, once they are staged; null before, and without a release.</summary>
    public string? Files { get; init; }

    /// <param name="root">The checkout.</param>
    /// <param name="to">As <see cref="UpgradeOptions.To"/>.</param>
    /// <param name="services">Names in the lock that the stack runs.</param>
    /// <param name="current">The reference that a key of <c>.env</c> has now.</param>
    /// <exception cref="DataSpecException">Nothing that can be gone to, or an older version (exit code 2).</exception>
    public static TargetChoice Of(StackRoot root, IReadOnlyList<string> to, IReadOnlyList<string> services, Func<string, string> current)
    {
        var named = to.Where(one => one.Contains('=', StringComparison.Ordinal)).Select(one => one.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        var file = to.Where(one => !one.Contains('=', StringComparison.Ordinal)).ToArray() switch
        {
            [] => null,
            [var one] when File.Exists(one) => Path.GetFullPath(one),
            [var one] when File.Exists(new StackRoot(one).ImagesLock) => Path.GetFullPath(new StackRoot(one).ImagesLock),
            _ => throw Wrong($"'{string.Join(' ', to)}' is neither one lock file nor the folder of a release nor SERVICE=TAG.", "./build.sh Upgrade --to airflow=3.3.2, or the path of an images.lock.json or of an unpacked release"),
        };
        var catalogue = ImageCatalogue.Load(file ?? root.ImagesLock);
        if (named.Keys.FirstOrDefault(service => !services.Contains(service, StringComparer.Ordinal)) is { } unknown)
            throw Wrong($"The stack runs no image '{unknown}'.", $"--to SERVICE=TAG with one of: {string.Join(", ", services)}");
        var changes = services.Where(service => catalogue.Services.GetValueOrDefault(service) is { Variable: not null } && (named.Count == 0 || file is not null || named.ContainsKey(service)))
            .Select(service => ChangeOf(service, catalogue[service], named.GetValueOrDefault(service), current)).OfType<ImageChange>().ToImmutableArray();
        if (changes.FirstOrDefault(IsDowngrade) is { } older)
            throw Downgrade(older);
        var release = to.FirstOrDefault(Directory.Exists) is { } folder ? Path.GetFullPath(folder) : null;
        return new(changes, catalogue, [.. named.Keys], release is null ? file : null) { Release = release };
    }

    /// <summary>Major versions of Postgres before and after; null where its image stays.</summary>
    public (int? From, int? To) Majors =>
        Images.FirstOrDefault(image => image.Service is "postgres") is { } postgres ? (ClusterCheck.MajorOf(postgres.From), ClusterCheck.MajorOf(postgres.To)) : (null, null);

    static ImageChange? ChangeOf(string service, CatalogueImage image, string? tag, Func<string, string> current)
    {
        var from = current(image.Variable!);
        var to = IsOfPackages(from, image) ? Tagged(image.Packages!.Reference, tag, "-packages")
            : tag is not null || IsOfficial(from, image) ? Tagged(image.Reference, tag, "")
            : from;
        return to == from ? null : new(service, image.Variable!, from, "", to, ToId: null);
    }

    static bool IsOfPackages(string reference, CatalogueImage image) =>
        image.Packages is { } recipe && ImageVersion.RepositoryOf(reference) == ImageVersion.RepositoryOf(recipe.Reference) && reference.EndsWith("-packages", StringComparison.Ordinal);

    /// <summary>Any other is the person's own, and stays.</summary>
    static bool IsOfficial(string reference, CatalogueImage image) =>
        ImageVersion.RepositoryOf(reference) is var repository && (repository == image.Repository || repository == ImageVersion.RepositoryOf(image.Reference));

    static string Tagged(string reference, string? tag, string end) =>
        tag is null ? reference : $"{ImageVersion.RepositoryOf(reference)}:{(tag.EndsWith(end, StringComparison.Ordinal) ? tag : tag + end)}";

    static bool IsDowngrade(ImageChange change) => ImageVersion.Of(change.From) is { } from && ImageVersion.Of(change.To) is { } to && to < from;

    static DataSpecException Downgrade(ImageChange change) =>
        Wrong(
            $"'{change.Service}' runs {ImageVersion.TextOf(change.From)}, and '{change.To}' is older: its data cannot be read by an older version.",
            "./build.sh Rollback goes back to the state before the last upgrade; ./build.sh Restore to that of a backup");

    static DataSpecException Wrong(string what, string next) => new(ExitCode.WrongUsage, what) { LeftAsItWas = "Nothing was changed.", NextStep = next };
}
