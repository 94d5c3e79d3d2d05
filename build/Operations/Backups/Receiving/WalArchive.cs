using System.Collections.Immutable;
using System.Globalization;

namespace DataSpec.Operations.Backups.Receiving;

/// <summary>A line of the history of a timeline: its ancestor, and where it left that.</summary>
sealed record TimelineFork(int Parent, Lsn At);

/// <summary>What was received of one cluster's log: runs without a hole, each in a directory, of which several may hold the same segment.</summary>
sealed record WalArchive(string Directory, ImmutableArray<WalFile> Files, ImmutableDictionary<int, ImmutableArray<TimelineFork>> Histories)
{
    /// <summary>Empty where nothing was received of this cluster.</summary>
    /// <exception cref="DataSpecException">The archive cannot be read.</exception>
    public static WalArchive Read(string archive, string systemIdentifier)
    {
        var directory = Path.Combine(archive, systemIdentifier);
        try
        {
            string[] paths = System.IO.Directory.Exists(directory) ? System.IO.Directory.GetFiles(directory, "*", SearchOption.AllDirectories) : [];
            return new(directory, [.. paths.Select(WalFile.Of).OfType<WalFile>()], Read(paths.Where(path => path.EndsWith(".history", StringComparison.Ordinal))));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataSpecException(ExitCode.RequirementMissing, $"The log archive '{directory}' cannot be read: {error.Message}", error) { NextStep = $"ls -ld '{directory}'" };
        }
    }

    /// <summary>The best file of a segment: whole before partial, and of two partial ones the newer.</summary>
    public WalFile? Find(int timeline, ulong segment) => Files
        .Where(file => file.Timeline == timeline && file.Segment == segment)
        .OrderBy(file => file.Kind)
        .ThenByDescending(file => File.GetLastWriteTimeUtc(file.Path))
        .FirstOrDefault();

    public long Bytes() => Files.Sum(file => File.Exists(file.Path) ? new FileInfo(file.Path).Length : 0);

    /// <summary>Deletes whole segments before this one, which no backup that is kept needs; histories and what is being received stay.</summary>
    /// <returns>How many.</returns>
    public int Prune(ulong firstNeeded)
    {
        var old = Files.Where(file => file.Kind is not WalFileKind.Partial && file.Segment < firstNeeded).ToArray();
        try
        {
            foreach (var file in old)
                File.Delete(file.Path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The log archive cannot be pruned: {error.Message}", error) { NextStep = $"ls -ld '{Directory}'" };
        }

        return old.Length;
    }

    static ImmutableDictionary<int, ImmutableArray<TimelineFork>> Read(IEnumerable<string> histories)
    {
        var found = ImmutableDictionary.CreateBuilder<int, ImmutableArray<TimelineFork>>();
        foreach (var path in histories)
        {
            // 00000002.history: "1<tab>0/3000000<tab>reason", oldest first.
            if (int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var timeline))
            {
                found[timeline] =
                [
                    .. File.ReadLines(path).Select(line => line.Split('\t')).Where(parts => parts.Length >= 2 && parts[0] is [>= '0' and <= '9', ..])
                        .Select(parts => new TimelineFork(int.Parse(parts[0], CultureInfo.InvariantCulture), Lsn.Parse(parts[1]))),
                ];
            }
        }

        return found.ToImmutable();
    }
}
