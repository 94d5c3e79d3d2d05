using System.Collections.Immutable;

namespace DataSpec.Operations.Upgrades.Files;

/// <summary>What becomes of a file of the checkout.</summary>
public enum FileChangeKind
{
    /// <summary>New in the release.</summary>
    Added,

    /// <summary>As the release has it; nobody had changed it here.</summary>
    Changed,

    /// <summary>Gone from the release; nobody had changed it here.</summary>
    Removed,

    /// <summary>Changed on both sides; both changes are in it.</summary>
    Merged,

    /// <summary>As it is here: changed, added or deleted by a person, and not touched by the release.</summary>
    Kept,
}

/// <summary>One file whose content or presence differs from what was shipped, or will.</summary>
/// <param name="Path">From the root of the checkout, with slashes.</param>
/// <param name="Conflict">Why it needs a decision, as one sentence; null where it needs none.</param>
public sealed record FileChange(string Path, FileChangeKind Kind, string? Conflict)
{
    /// <summary>The places of a text where both sides say something different; empty for a conflict over the file as a whole.</summary>
    public ImmutableArray<FileConflict> Places { get; init; } = [];
}

/// <summary>A place where both sides changed the same lines.</summary>
/// <param name="MineLine">First line of it in the file here, counted from 1.</param>
/// <param name="TheirsLine">The same in the release's file.</param>
public sealed record FileConflict(
    int MineLine, ImmutableArray<string> Mine, int TheirsLine, ImmutableArray<string> Theirs, ImmutableArray<string> Shipped);

/// <summary>Decisions over conflicts: paths, or <c>all</c>. What does not conflict in such a file is merged all the same.</summary>
/// <param name="Mine">Files whose conflicts keep what is here.</param>
/// <param name="Theirs">Files whose conflicts take what the release has.</param>
public sealed record MergeChoices(ImmutableArray<string> Mine, ImmutableArray<string> Theirs)
{
    public static MergeChoices None { get; } = new([], []);

    internal MergeSide? For(string path) => Names(Mine, path) ? MergeSide.Mine : Names(Theirs, path) ? MergeSide.Theirs : null;

    static bool Names(ImmutableArray<string> paths, string path) => paths.Contains(path, StringComparer.Ordinal) || paths.Contains("all", StringComparer.Ordinal);
}

enum MergeSide
{
    Mine,
    Theirs,
}

/// <summary>What a release would make of the files here.</summary>
/// <param name="Release">The folder of the release.</param>
/// <param name="Base">What the files here are compared with, in words; null where nothing says what was shipped, so that each difference is a conflict.</param>
/// <param name="Changes">In the order of their paths; files that stay as they were shipped are not among them.</param>
/// <param name="Mark">Changes with every change of the files here: a plan with another one than now is out of date.</param>
public sealed record FilePlan(string Release, string? Base, ImmutableArray<FileChange> Changes, string Mark)
{
    /// <summary>Those that need a decision; while there is one, nothing is staged.</summary>
    public IEnumerable<FileChange> Conflicts => Changes.Where(change => change.Conflict is not null);

    /// <summary>True where the release changes no file here.</summary>
    public bool ChangesNothing => Changes.All(change => change is { Kind: FileChangeKind.Kept, Conflict: null });

    internal ImmutableSortedDictionary<string, ReleaseFile> Result { get; init; } = ImmutableSortedDictionary<string, ReleaseFile>.Empty;
}
