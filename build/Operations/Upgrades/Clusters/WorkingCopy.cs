using System.Diagnostics;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Upgrades.Clusters;

/// <summary>A copy of the live cluster to upgrade: made of a base backup while everything runs, and equal to the cluster at its stop after the log is added.</summary>
/// <remarks>Marks beside the directory say how far it is: its name, <c>old.finished</c>, and <c>old.used</c> once an upgrade shares its files.</remarks>
sealed class WorkingCopy(EngineEndpoint engine, IProcessRunner runner, string project, StackRoot root, IProgressSink progress)
{
    /// <summary>Log that is added and written when the copy starts.</summary>
    const long LogBytes = 128L << 20;

    const string Scripts =
        """
        set -eu
        cd /upgrade
        if [ -e old.used ] && [ ! -e new ]; then rm -rf old old.used old.finished; fi
        """;

    readonly UpgradeContainers _containers = new(engine, runner, project);

    static string Owner => $"{RestoreFiles.PostgresOwner.User}:{RestoreFiles.PostgresOwner.Group}";

    /// <summary>While everything runs: copies the base, sharing its blocks where the file system can. Returns at once where that is done.</summary>
    /// <param name="baseDirectory">The data directory of a plain backup that was made after the log tail began; only read.</param>
    /// <param name="image">Id of the old version's image.</param>
    /// <exception cref="DataSpecException">No room (3), or the copy failed.</exception>
    public async Task MakeAsync(string operation, string baseDirectory, string image, CancellationToken ct)
    {
        var places = ClusterPlaces.Of(root, operation);
        if (Directory.Exists(places.Old) && !IsUsed(places))
            return;
        BackupTarget.MakePrivate(places.Directory);
        Directory.CreateDirectory(places.Clusters);
        await RequireRoomAsync(places, baseDirectory, ct);
        progress.Say("database", "copying the backup to work on");
        const string Script = Scripts +
            """

            chown "$1" .
            rm -rf old.part
            mkdir old.part
            cp -a --reflink=auto /base/. old.part
            chown -R "$1" old.part
            chmod -R u=rwX,go= old.part
            sync -f old.part
            mv old.part old
            sync -f .
            """;
        await RunAsync(operation, "copy", "copying the backup", image, Script, places, Sidecar.Bind(baseDirectory, "/base", readOnly: true), ct, Owner);
    }

    /// <summary>After the stop: adds the log, lets the old version replay it and shut down. Returns at once where that is done.</summary>
    /// <exception cref="DataSpecException">Replay did not reach the end of the log, or the copy was not shut down cleanly.</exception>
    public async Task<FinishedCopy> FinishAsync(string operation, string baseDirectory, SealedLog log, string image, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        var places = ClusterPlaces.Of(root, operation);
        await MakeAsync(operation, baseDirectory, image, ct);
        // A single process without a server replays, writes its checkpoint and ends.
        const string Script = Scripts +
            """

            [ "$(cat old.finished 2>/dev/null)" != "$2" ] || exit 0
            for file in /log/*; do
              name=${file##*/}
              case $name in *[!0-9A-F]*) continue ;; esac
              cp --reflink=auto "$file" "old/pg_wal/$name"
              chown "$1" "old/pg_wal/$name"
              chmod 600 "old/pg_wal/$name"
            done
            setpriv --reuid="${1%:*}" --regid="${1#*:}" --clear-groups postgres --single -D old -c fsync=off -c full_page_writes=off -c recovery_init_sync_method=syncfs -c archive_mode=off \
              -c logging_collector=off -c log_destination=stderr -c ssl=off -c max_wal_size=4GB template1 </dev/null >/tmp/log 2>&1 || { cat /tmp/log; exit 1; }
            done=$(sed -n 's/.*redo done at \([0-9A-F/]*\).*/\1/p' /tmp/log)
            state=$(LC_ALL=C pg_controldata old | sed -n 's/^Database cluster state: *//p')
            [ "$done" = "$2" ] || { echo "its log was replayed up to ${done:-nowhere} instead of $2"; exit 1; }
            [ "$state" = 'shut down' ] || { echo "it was not shut down: $state"; exit 1; }
            sync -f old
            printf '%s\n' "$2" >old.finished
            sync -f .
            """;
        await RunAsync(operation, "finish", "replaying the log on the copy", image, Script, places, Sidecar.Bind(log.Directory, "/log", readOnly: true), ct, Owner, log.End);
        return new(places.Old, log.End, Math.Round(Stopwatch.GetElapsedTime(begun).TotalSeconds, 2));
    }

    /// <summary>Removes what the copy's containers left; directories are the caller's.</summary>
    public async Task AbandonAsync(string operation)
    {
        await _containers.RemoveAsync($"{operation}-copy");
        await _containers.RemoveAsync($"{operation}-finish");
    }

    /// <summary>Where the copy would share blocks with the base.</summary>
    internal async Task<bool> SharesBlocksAsync(string from, string directory, CancellationToken ct)
    {
        var probe = Path.Combine(directory, "probe");
        try
        {
            return (await runner.RunAsync(Command.Of("cp", "--reflink=always", Path.Combine(from, "PG_VERSION"), probe), ct: ct)).Succeeded;
        }
        finally
        {
            File.Delete(probe);
        }
    }

    static bool IsUsed(ClusterPlaces places) => File.Exists($"{places.Old}.used") && !Directory.Exists(places.New);

    async Task RequireRoomAsync(ClusterPlaces places, string baseDirectory, CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux() || await SharesBlocksAsync(baseDirectory, places.Directory, ct))
            return;
        var place = DiskCheck.Existing(places.Clusters);
        var needed = ClusterUpgrade.SizeOf(baseDirectory) + LogBytes;
        if (Posix.RoomAt(place) is { } room && room.FreeBytes < needed)
        {
            throw new DataSpecException(
                ExitCode.RequirementMissing,
                $"'{place}' has {ProgressText.Size(room.FreeBytes)} free, and the copy to work on needs {ProgressText.Size(needed)}: {ProgressText.Size(needed - room.FreeBytes)} are missing.")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = "Free room on that disk, then the same command",
            };
        }
    }

    async Task RunAsync(string operation, string step, string doing, string image, string script, ClusterPlaces places, string mount, CancellationToken ct, params string[] arguments)
    {
        var result = await _containers.RunAsync(
            new Sidecar($"{operation}-{step}", image, "sh", ["-c", script, "sh", .. arguments])
            {
                User = "0:0",
                Capabilities = ["DAC_OVERRIDE", "DAC_READ_SEARCH", "CHOWN", "FOWNER", "SETUID", "SETGID"],
                Mounts = [Sidecar.Bind(places.Clusters, "/upgrade"), mount],
            },
            ct);
        if (!result.Succeeded)
        {
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The copy to work on failed while {doing}: {result.LastWords(4)}")
            {
                LeftAsItWas = "The live data directory and the backup are untouched.",
                NextStep = $"df -h '{places.Directory}', then ./build.sh Upgrade",
            };
        }
    }
}
