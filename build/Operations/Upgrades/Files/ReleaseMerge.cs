using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Upgrades.Files;

/// <summary>Brings the files of a release and a person's own changes of them together, three ways; what was shipped is the base.</summary>
public sealed class ReleaseMerge(StackRoot root, IProcessRunner runner)
{
    /// <summary>The folders that a plan is about; each is exchanged as a whole.</summary>
    public static ImmutableArray<string> Parts => ReleaseFolder.Parts;

    /// <summary>Looks, and changes nothing.</summary>
    /// <param name="release">The folder of the newer release.</param>
    /// <exception cref="DataSpecException">It is no release (exit code 2), or something cannot be read (3).</exception>
    public async Task<FilePlan> PlanAsync(string release, MergeChoices choices, CancellationToken ct)
    {
        var folder = Checked(Path.GetFullPath(release, root.Directory));
        var theirs = ReleaseFolder.Read(folder);
        var mine = ReleaseFolder.Read(root.Directory);
        var shipped = ReleaseRecord.Read(root) ?? await new GitRelease(root, runner).ReadAsync(ct);
        var result = ImmutableSortedDictionary.CreateBuilder<string, ReleaseFile>(StringComparer.Ordinal);
        var changes = ImmutableArray.CreateBuilder<FileChange>();
        foreach (var path in mine.Keys.Concat(theirs.Keys).Concat(shipped?.Files.Keys ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            ct.ThrowIfCancellationRequested();
            var merged = FileMerge.Of(path, shipped?.Files.GetValueOrDefault(path), mine.GetValueOrDefault(path), theirs.GetValueOrDefault(path), choices.For(path));
            if (merged.Result is not null)
                result[path] = merged.Result;
            if (merged.Change is not null)
                changes.Add(merged.Change);
        }

        return new FilePlan(folder, shipped?.From, WithCollisions(changes.ToImmutable(), result), Mark) { Result = result.ToImmutable() };
    }

    /// <summary>What the release makes of <c>.env</c>; null where it does not list its keys.</summary>
    public EnvMerge? PlanEnv(string release) => EnvKeyList.Of(Path.GetFullPath(release, root.Directory)) is { } keys
        ? EnvMerge.Of(new EnvFile(root.EnvFile).Read(), EnvKeyList.OfThis, keys)
        : null;

    /// <summary>Of the files here as they are now: changes with each change of one.</summary>
    public string Mark
    {
        get
        {
            var text = new StringBuilder();
            foreach (var file in ReleaseFolder.Read(root.Directory).Values)
            {
                var info = new FileInfo(file.Source!);
                text.Append(CultureInfo.InvariantCulture, $"{file.Path}\0{info.LinkTarget}\0{(info.LinkTarget is null ? info.Length : 0)}\0{info.LastWriteTimeUtc.Ticks}\0{file.IsExecutable}\n");
            }

            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        }
    }

    /// <summary>Writes every part as it will be into a new folder; it is there whole, and on the disk, or not at all.</summary>
    /// <param name="directory">Must not exist; on the file system of the checkout, so that renames can exchange the parts.</param>
    /// <exception cref="DataSpecException">The plan has conflicts, is out of date, or there is no room; nothing is left then.</exception>
    public void Stage(FilePlan plan, string directory)
    {
        if (plan.Conflicts.FirstOrDefault() is { } conflict)
            throw Refused($"'{conflict.Path}' is undecided: {conflict.Conflict}.", $"Decide over it: --keep-mine {conflict.Path} or --take-theirs {conflict.Path}");
        if (plan.Mark != Mark)
            throw Refused("Files of the checkout were changed after the plan was made.", "Type the command again.");
        new StagedFiles(root).Write(plan.Result, directory);
    }

    /// <summary>A file where the other side has a folder cannot be: neither of them is written then.</summary>
    static ImmutableArray<FileChange> WithCollisions(ImmutableArray<FileChange> changes, ImmutableSortedDictionary<string, ReleaseFile>.Builder result)
    {
        var folders = result.Keys.SelectMany(Parents).ToHashSet(StringComparer.Ordinal);
        var collisions = result.Keys.Where(folders.Contains).ToArray();
        return collisions.Length == 0
            ? changes
            : [.. changes.Where(change => !collisions.Contains(change.Path, StringComparer.Ordinal))
                .Concat(collisions.Select(path => new FileChange(path, FileChangeKind.Kept, "a file on one side, a folder on the other")))
                .OrderBy(change => change.Path, StringComparer.Ordinal)];
    }

    static IEnumerable<string> Parents(string path)
    {
        for (var at = path.LastIndexOf('/'); at > 0; at = path.LastIndexOf('/', at - 1))
            yield return path[..at];
    }

    string Checked(string folder)
    {
        if (folder == Path.GetFullPath(root.Directory))
            throw NoRelease($"'{folder}' is this checkout itself.");
        var release = new StackRoot(folder);
        foreach (var needed in (string[])[release.ComposeFile, release.ImagesLock])
        {
            if (!File.Exists(needed))
                throw NoRelease($"'{folder}' is no release of DataSpec: '{Path.GetRelativePath(folder, needed)}' is missing in it.");
        }

        return folder;

        static DataSpecException NoRelease(string what) => new(ExitCode.WrongUsage, what)
        {
            LeftAsItWas = "Nothing was changed.",
            NextStep = "Name the folder that an unpacked release or a newer checkout is in: --to DIR",
        };
    }

    static DataSpecException Refused(string what, string next) => new(ExitCode.FailedUnchanged, what) { LeftAsItWas = "Nothing was changed.", NextStep = next };
}
