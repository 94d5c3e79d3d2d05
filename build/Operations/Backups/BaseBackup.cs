using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups;

/// <summary>The database's part of a backup: Postgres's own tools, in a container that shares the network of the database and writes
/// straight into the target.</summary>
sealed partial class BaseBackup(BackupSidecars sidecars, BackupSource source, ServerPriority priority, BackupLayout backup, string user, IProgressSink progress)
{
    const string InContainer = "/backup";
    const string ParentInContainer = "/parent";
    const int SegmentNameLength = 24;

    /// <summary>Copies the running cluster.</summary>
    /// <param name="parent">The backup since which changed blocks alone are copied; null for all of it.</param>
    /// <exception cref="DataSpecException">The copy failed; the database is untouched.</exception>
    public async Task CopyAsync(string? maxRate, BackupLayout? parent, CancellationToken ct)
    {
        ImmutableArray<string> arguments =
        [
            "--pgdata", $"{InContainer}/{BackupLayout.BaseName}", "--format=plain", "--wal-method=stream", "--checkpoint=fast", "--manifest-checksums=SHA256",
            "--label", backup.Id, "--progress", "--no-password", .. maxRate is null ? (string[])[] : ["--max-rate", maxRate],
            .. parent is null ? (string[])[] : ["--incremental", $"{ParentInContainer}/{BaseManifest.Name}"],
        ];
        var copier = OnNetwork("base", "pg_basebackup", arguments);
        var copying = sidecars.RunAsync(parent is null ? copier : copier with { Mounts = [.. copier.Mounts, Sidecar.Bind(parent.Base, ParentInContainer, readOnly: true)] }, Follow, ct);
        await Task.WhenAll(copying, priority.LowerSendersAsync(backup.Id, copying, ct));
        var result = await copying;
        if (!result.Succeeded)
            throw Failure("copying the database", result);
    }

    /// <summary>Adds the log from the end of the copy to the restore point.</summary>
    public async Task AddLogAsync(string upTo, CancellationToken ct)
    {
        // What the copy streamed of the segments after its own end stops somewhere in the middle of one.
        var wal = Path.Combine(backup.Base, "pg_wal");
        var last = SegmentOf(ReadRange().Stop);
        foreach (var partial in Directory.EnumerateFiles(wal).Where(path => Path.GetFileName(path) is { Length: >= SegmentNameLength } name && string.CompareOrdinal(name[8..SegmentNameLength], last) > 0).ToArray())
            File.Delete(partial);
        var result = await sidecars.RunAsync(
            OnNetwork("log", "pg_receivewal", ["--directory", $"{InContainer}/{BackupLayout.BaseName}/pg_wal", "--endpos", upTo, "--no-loop", "--no-password"]), onLine: null, ct);
        if (!result.Succeeded)
            throw Failure("receiving the write-ahead log", result);
        foreach (var partial in Directory.EnumerateFiles(wal, "*.partial").ToArray())
            File.Move(partial, partial[..^".partial".Length]);
    }

    /// <summary>The commits between the end of the copy and the restore point.</summary>
    public async Task<WalCommits?> ReadCommitsAsync(ConsistencyPoint point, CancellationToken ct)
    {
        var (timeline, _, stop) = ReadRange();
        var result = await sidecars.RunAsync(
            Offline("commits", "pg_waldump",
            [
                "--path", $"{InContainer}/{BackupLayout.BaseName}/pg_wal", "--timeline", timeline.ToString(CultureInfo.InvariantCulture), "--start", stop, "--end", point.RestorePointLsn,
                "--rmgr=Transaction", "--rmgr=XLOG",
            ]),
            onLine: null, ct);
        return result.Succeeded ? WalCommits.Parse(result.Lines.Select(line => line.Text), point.RestorePoint) : throw Failure("reading the write-ahead log", result);
    }

    /// <summary>Postgres's own check: names, sizes and every record of the log; the content is hashed by this program.</summary>
    public async Task<string?> CheckAsync(CancellationToken ct)
    {
        var result = await sidecars.RunAsync(Offline("check", "pg_verifybackup", ["--quiet", "--skip-checksums", $"{InContainer}/{BackupLayout.BaseName}"]), onLine: null, ct);
        return result.Succeeded ? null : result.LastWords(5);
    }

    /// <inheritdoc cref="BaseManifest.ReadRange"/>
    public (int Timeline, string Start, string Stop) ReadRange() => BaseManifest.ReadRange(backup);

    Sidecar OnNetwork(string step, string program, ImmutableArray<string> arguments) => Offline(step, program, arguments) with
    {
        // Through the database's own network: there its address is the loopback one, from which replication is allowed.
        Network = $"container:{source.Container}",
        Mounts = [Sidecar.Bind(backup.Directory, InContainer)],
        Environment = ImmutableDictionary.CreateRange(StringComparer.Ordinal,
        [
            KeyValuePair.Create("PGHOST", "127.0.0.1"), KeyValuePair.Create("PGUSER", source.User), KeyValuePair.Create("PGPASSWORD", source.Password.Reveal()),
            KeyValuePair.Create("PGCONNECT_TIMEOUT", "10"), KeyValuePair.Create("PGAPPNAME", backup.Id),
        ]),
    };

    Sidecar Offline(string step, string program, ImmutableArray<string> arguments) =>
        new($"{backup.Id}-{step}", source.ImageId, program, arguments) { User = user, Mounts = [Sidecar.Bind(backup.Directory, InContainer, readOnly: true)] };

    void Follow(OutputLine line)
    {
        if (ProgressLine().Match(line.Text) is { Success: true } found)
            progress.Advance("database", Kilobytes(found.Groups["done"]), Kilobytes(found.Groups["all"]), "bytes");
        static long Kilobytes(Group digits) => long.Parse(digits.ValueSpan, CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>Log and segment number, as in the names of files, of the segment that holds the last byte before this place; 16 MB each.</summary>
    static string SegmentOf(string lsn)
    {
        var segment = (Lsn.Parse(lsn).Value - 1) >> 24;
        return string.Create(CultureInfo.InvariantCulture, $"{segment >> 8:X8}{segment & 0xFF:X8}");
    }

    DataSpecException Failure(string doing, CommandResult result)
    {
        var said = (result with { Lines = [.. result.Lines.Where(line => !ProgressLine().IsMatch(line.Text))] }).LastWords(4);
        var full = said.Contains("No space left on device", StringComparison.Ordinal);
        var free = full && OperatingSystem.IsLinux() && Posix.RoomAt(backup.Directory) is { } room ? $" ({ProgressText.Size(room.FreeBytes)} free in '{backup.Directory}')" : "";
        return new DataSpecException(ExitCode.FailedUnchanged, $"The backup failed while {doing}: {said}{free}")
        {
            LeftAsItWas = "The stack runs as before; what was written of this backup is deleted.",
            NextStep = full ? "Free room in the target (df -h), then ./build.sh Backup" : "./build.sh Logs --service postgres, then ./build.sh Backup",
        };
    }

    [GeneratedRegex(@"^\s*(?<done>\d+)/(?<all>\d+) kB \(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ProgressLine();
}
