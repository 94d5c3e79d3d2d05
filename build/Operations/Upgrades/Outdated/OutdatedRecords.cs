using System.Collections.Immutable;

namespace DataSpec.Operations.Upgrades.Outdated;

/// <summary>Where a locked version stands.</summary>
public enum OutdatedState
{
    /// <summary>Nothing newer is known.</summary>
    Current,

    /// <summary>There is a newer one of the same major version.</summary>
    Update,

    /// <summary>There is a newer one, of another major version only.</summary>
    MajorUpdate,

    /// <summary>Nothing is known about newer ones.</summary>
    Unknown,
}

/// <summary>What a container runs.</summary>
/// <param name="Digest">In its registry; the image's id where it comes from none.</param>
public sealed record RunningVersion(string? Version, string Digest);

/// <summary>What runs now.</summary>
/// <param name="Images">By the names of the image lock; those that do not run are absent.</param>
/// <param name="Packages">Python packages by the name of the image and their own, both in small letters.</param>
/// <param name="Problem">Why nothing is known; null where the engine answered.</param>
public sealed record RunningVersions(
    ImmutableDictionary<string, RunningVersion> Images, ImmutableDictionary<(string Image, string Package), string> Packages, string? Problem)
{
    public static RunningVersions Unknown(string problem) =>
        new(ImmutableDictionary<string, RunningVersion>.Empty, ImmutableDictionary<(string, string), string>.Empty, problem);
}

/// <summary>One image of the lock.</summary>
/// <param name="Running">Null where it does not run.</param>
/// <param name="Newest">The highest version of this kind of tag; null where none is known.</param>
/// <param name="NewestOfMajor">The highest within the locked major version.</param>
/// <param name="Released">Newest release of the project, where that is newer than every image.</param>
/// <param name="AsOf">When the newest was asked for; null where nothing is known.</param>
/// <param name="EndOfLife">The last day with fixes for the version in use.</param>
/// <param name="Notes">On the way from the version in use to the newest.</param>
/// <param name="Problems">Why something is not known, or not of now.</param>
public sealed record OutdatedImage(
    string Service,
    string Repository,
    RunningVersion? Running,
    string Locked,
    string? LockedDigest,
    string? Newest,
    string? NewestOfMajor,
    string? Released,
    OutdatedState State,
    DateTimeOffset? AsOf,
    DateOnly? EndOfLife,
    bool IsPastEndOfLife,
    ImmutableArray<UpgradeNote> Notes,
    ImmutableArray<string> Problems);

/// <summary>One Python package of a list.</summary>
/// <param name="List">The file, from the root of the checkout.</param>
/// <param name="Running">In the container of its image; null where that does not run.</param>
public sealed record OutdatedPackage(
    string Package, string List, string? Running, string Locked, string? Newest, OutdatedState State, DateTimeOffset? AsOf, string? Problem);

/// <summary>All that is pinned, and what there is that is newer.</summary>
/// <param name="IsOffline">True where nobody could be asked: what is newest comes from earlier answers, if at all.</param>
public sealed record OutdatedResult(
    DateTimeOffset At, bool IsOffline, ImmutableArray<OutdatedImage> Images, ImmutableArray<OutdatedPackage> Packages, ImmutableArray<string> Problems);
