using System.Collections.Immutable;
using System.Globalization;

namespace DataSpec.Operations.Backups.Receiving;

/// <summary>A stretch of one cluster's log that was received without a hole.</summary>
/// <param name="Begun">When the receiver began it.</param>
sealed record WalRun(DateTimeOffset Begun, ImmutableArray<WalFile> Files)
{
    const string NameForm = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>Null for a directory that is none.</summary>
    public static WalRun? Read(string directory) =>
        DateTimeOffset.TryParseExact(Path.GetFileName(directory), NameForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var begun)
            ? new(begun, [.. Directory.EnumerateFiles(directory).Select(WalFile.Of).OfType<WalFile>()])
            : null;

    /// <summary>The best file of a segment: whole before compressed (it is removed last) before partial.</summary>
    public WalFile? Find(int timeline, ulong segment) => Files.Where(file => file.Timeline == timeline && file.Segment == segment).MinBy(file => file.Kind);
}

/// <summary>What was received of one cluster's log, oldest run first. A new run begins where the cluster came from a restore or the receiver lost its place, so that
/// no log leads from one run into another.</summary>
sealed record WalArchive(string Directory, ImmutableArray<WalRun> Runs)
{
    /// <summary>Empty where nothing was received of this cluster.</summary>
    /// <exception cref="DataSpecException">The archive cannot be read.</exception>
    public static WalArchive Read(string archive, string systemIdentifier)
    {
        var directory = Path.Combine(archive, systemIdentifier);
        try
        {
            return new(directory, System.IO.Directory.Exists(directory) ? [.. System.IO.Directory.GetDirectories(directory).Order(StringComparer.Ordinal).Select(WalRun.Read).OfType<WalRun>()] : []);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataSpecException(ExitCode.RequirementMissing, $"The log archive '{directory}' cannot be read: {error.Message}", error) { NextStep = $"ls -ld '{directory}'" };
        }
    }

    /// <summary>The run that was going on at a moment; null before the first one.</summary>
    public WalRun? RunAt(DateTimeOffset moment) => Runs.LastOrDefault(run => run.Begun <= moment);

    public long Bytes() => Runs.SelectMany(run => run.Files).Sum(file => File.Exists(file.Path) ? new FileInfo(file.Path).Length : 0);

    /// <summary>Deletes what ends before the start of the oldest backup: whole runs before its own, and in that the segments before its start.</summary>
    /// <param name="moment">When that backup began.</param>
    /// <param name="firstNeeded">The segment in which it begins.</param>
    /// <returns>How many segments were deleted.</returns>
    public int Prune(DateTimeOffset moment, ulong firstNeeded)
    {
        var current = RunAt(moment);
        WalFile[] old =
        [
            .. Runs.Where(run => current is not null && run.Begun < current.Begun).SelectMany(run => run.Files),
            .. current?.Files.Where(file => file.Kind is not WalFileKind.Partial && file.Segment < firstNeeded) ?? [],
        ];
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
}
