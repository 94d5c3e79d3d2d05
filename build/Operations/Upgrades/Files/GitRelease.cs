using System.Collections.Immutable;
using System.Formats.Tar;
using System.Text;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Upgrades.Files;

/// <summary>What was shipped, and how that is known.</summary>
sealed record ShippedFiles(string From, ImmutableSortedDictionary<string, ReleaseFile> Files);

/// <summary>Takes what was shipped from the history of the checkout.</summary>
sealed class GitRelease(StackRoot root, IProcessRunner runner)
{
    static readonly TimeSpan TimeForGit = TimeSpan.FromSeconds(30);

    /// <summary>Null where the checkout is no clone, or git is not here.</summary>
    public async Task<ShippedFiles?> ReadAsync(CancellationToken ct)
    {
        if (await RevisionAsync(ct) is not var (revision, words) || await GitAsync(["ls-tree", "--name-only", revision, "--", .. ReleaseFolder.Parts], ct) is not { } listed)
            return null;
        var parts = listed.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Directory.CreateDirectory(root.Temp);
        var archive = Path.Combine(root.Temp, $"shipped.{Environment.ProcessId}.tar");
        try
        {
            return parts.Length > 0 && await GitAsync(["archive", "--format=tar", $"--output={archive}", revision, "--", .. parts], ct) is not null
                ? new($"{words}, of the checkout's history", await FilesAsync(archive, ct))
                : null;
        }
        finally
        {
            File.Delete(archive);
        }
    }

    /// <summary>The commit that is surely not newer than what was shipped: taking a person's own commit for it would undo what it changed.</summary>
    async Task<(string Revision, string Words)?> RevisionAsync(CancellationToken ct)
    {
        if (await GitAsync(["describe", "--tags", "--abbrev=0", "--match", "v[0-9]*"], ct) is { Length: > 0 } tag)
            return ($"refs/tags/{tag}", $"tag {tag}");
        if (await GitAsync(["merge-base", "HEAD", "@{upstream}"], ct) is { Length: > 0 } shared)
            return (shared, $"commit {shared[..10]}, the last one shared with upstream");
        return await GitAsync(["rev-parse", "--verify", "HEAD"], ct) is { Length: > 0 } head ? (head, $"commit {head[..10]}") : null;
    }

    /// <summary>Its output; null where it fails or is not installed.</summary>
    async Task<string?> GitAsync(string[] arguments, CancellationToken ct)
    {
        try
        {
            var command = Command.Of("git", ["-C", root.Directory, .. arguments]).WithVariable("GIT_OPTIONAL_LOCKS", "0").Within(TimeForGit);
            var result = await runner.RunAsync(command, ct: ct);
            return result.Succeeded ? result.StandardOutput.Trim() : null;
        }
        catch (Exception error) when (error is CommandNotFoundException or CommandTimeoutException)
        {
            return null;
        }
    }

    static async Task<ImmutableSortedDictionary<string, ReleaseFile>> FilesAsync(string archive, CancellationToken ct)
    {
        var files = ImmutableSortedDictionary.CreateBuilder<string, ReleaseFile>(StringComparer.Ordinal);
        await using var stream = File.OpenRead(archive);
        await using var reader = new TarReader(stream);
        while (await reader.GetNextEntryAsync(copyData: true, ct) is { } entry)
        {
            if (entry.EntryType is TarEntryType.SymbolicLink)
                files[entry.Name] = ReleaseFile.InMemory(entry.Name, isLink: true, isExecutable: false, Encoding.UTF8.GetBytes(entry.LinkName));
            else if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile)
                files[entry.Name] = ReleaseFile.InMemory(entry.Name, isLink: false, entry.Mode.HasFlag(UnixFileMode.UserExecute), Content(entry));
        }

        return files.ToImmutable();
    }

    static byte[] Content(TarEntry entry)
    {
        using var content = new MemoryStream();
        entry.DataStream?.CopyTo(content);
        return content.ToArray();
    }
}
