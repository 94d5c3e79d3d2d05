namespace DataSpec.Operations.Upgrades.Files;

/// <summary>A file of a release, or a symbolic link whose content is its target.</summary>
/// <param name="Path">From the root of the release, with slashes.</param>
/// <param name="Read">Its content, read when it is needed.</param>
/// <param name="Source">Where it can be copied from as it is; null where it exists only in memory.</param>
sealed record ReleaseFile(string Path, bool IsLink, bool IsExecutable, Func<byte[]> Read, string? Source = null)
{
    byte[]? _content;

    public byte[] Content => _content ??= Read();

    public bool IsSameAs(ReleaseFile other) =>
        IsLink == other.IsLink && IsExecutable == other.IsExecutable && Content.AsSpan().SequenceEqual(other.Content);

    public bool HasContentOf(ReleaseFile other) => IsLink == other.IsLink && Content.AsSpan().SequenceEqual(other.Content);

    public static ReleaseFile InMemory(string path, bool isLink, bool isExecutable, byte[] content) => new(path, isLink, isExecutable, () => content);
}
