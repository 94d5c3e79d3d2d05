using System.Collections.Immutable;

namespace DataSpec.Operations.Upgrades.Files;

/// <summary>What one path becomes.</summary>
/// <param name="Result">Null where there is no such file afterwards, or a conflict leaves it open.</param>
/// <param name="Change">Null where nothing is to tell: it stays as it was shipped, or both sides did the same.</param>
sealed record MergedFile(ReleaseFile? Result, FileChange? Change);

/// <summary>Decides over one path from the three versions of it, each null where that side has none.</summary>
static class FileMerge
{
    public static MergedFile Of(string path, ReleaseFile? shipped, ReleaseFile? mine, ReleaseFile? theirs, MergeSide? choice)
    {
        if (Same(mine, theirs))
            return new(mine, null);
        if (Same(mine, shipped))
            return new(theirs, new(path, theirs is null ? FileChangeKind.Removed : mine is null ? FileChangeKind.Added : FileChangeKind.Changed, null));
        if (Same(theirs, shipped))
            return new(mine, new(path, FileChangeKind.Kept, null));
        if (mine is null || theirs is null)
            return Whole(mine is null ? "deleted here, and changed in the release" : "changed here, and gone from the release");
        if (mine.HasContentOf(theirs))
            return Done(mine, mine.Content);
        if (mine.IsLink || theirs.IsLink)
            return Whole("a symbolic link on one side, changed on the other");
        if (shipped is null)
            return Whole("here and in the release with different content, and nothing says what was shipped");
        // Only the mode changed on one side: no text needs merging.
        if (mine.HasContentOf(shipped))
            return Done(mine, theirs.Content);
        if (theirs.HasContentOf(shipped))
            return Done(mine, mine.Content);
        return Texts(shipped, mine, theirs);

        MergedFile Whole(string why) => choice switch
        {
            MergeSide.Mine => new(mine, new(path, FileChangeKind.Kept, null)),
            MergeSide.Theirs => new(theirs, new(path, theirs is null ? FileChangeKind.Removed : mine is null ? FileChangeKind.Added : FileChangeKind.Changed, null)),
            _ => new(null, new(path, FileChangeKind.Kept, why)),
        };

        MergedFile Done(ReleaseFile like, byte[] content) =>
            new(ReleaseFile.InMemory(path, like.IsLink, IsExecutable(), content), new(path, FileChangeKind.Merged, null));

        bool IsExecutable() => mine.IsExecutable == shipped?.IsExecutable ? theirs.IsExecutable : mine.IsExecutable;

        MergedFile Texts(ReleaseFile before, ReleaseFile here, ReleaseFile there)
        {
            if (FileText.Of(before.Content) is not { } old || FileText.Of(here.Content) is not { } own || FileText.Of(there.Content) is not { } other)
                return Whole("no text, and changed on both sides");
            if (LineMerge.Of(old.Lines, own.Lines, other.Lines, choice) is not { } merged)
                return Whole("changed on both sides, and too long to be compared line by line");
            if (merged.Conflicts.Length > 0)
                return new(null, new(path, FileChangeKind.Merged, Told(merged.Conflicts)) { Places = merged.Conflicts });
            var text = new FileText(
                merged.Lines,
                own.IsDos == old.IsDos ? other.IsDos : own.IsDos,
                own.EndsWithBreak == old.EndsWithBreak ? other.EndsWithBreak : own.EndsWithBreak);
            var content = text.ToBytes();
            return MergedSyntax.ProblemOf(path, content) is { } problem && MergedSyntax.ProblemOf(path, here.Content) is null
                ? Whole($"both changes together are no longer valid: {problem}")
                : Done(here, content);
        }
    }

    static string Told(ImmutableArray<FileConflict> conflicts) =>
        $"both sides changed the same lines: here {string.Join(", ", conflicts.Select(conflict => Lines(conflict.MineLine, conflict.Mine.Length)))}";

    static string Lines(int first, int count) => count switch
    {
        0 => $"before line {first}",
        1 => $"line {first}",
        _ => $"lines {first}-{first + count - 1}",
    };

    static bool Same(ReleaseFile? one, ReleaseFile? other) => one is null ? other is null : other is not null && one.IsSameAs(other);
}
