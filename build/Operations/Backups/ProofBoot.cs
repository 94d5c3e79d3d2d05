using System.Diagnostics;
using Npgsql;

namespace DataSpec.Operations.Backups;

/// <summary>One start of a copy of the backup: on an overlay, so that the backup is only read, without a network.</summary>
sealed class ProofBoot : IAsyncDisposable
{
    readonly BackupSidecars _sidecars;
    readonly ProofScratch _scratch;
    readonly string _name;
    readonly CopyServer _server;

    ProofBoot(BackupSidecars sidecars, ProofScratch scratch, string name, string user) =>
        (_sidecars, _scratch, _name, _server) = (sidecars, scratch, name, new CopyServer(sidecars, name, scratch.Socket, user));

    /// <summary>From the start of the container until the copy took writes.</summary>
    public TimeSpan Ready { get; private set; }

    /// <summary>Starts a copy and waits until it has left recovery, however long its log is.</summary>
    /// <param name="stopBefore">Replay ends before this record; null replays all there is.</param>
    /// <exception cref="ProofFailedException">The copy did not start, or not as it should.</exception>
    public static async Task<ProofBoot> StartAsync(
        BackupSidecars sidecars, StackRoot root, BackupLayout backup, BackupManifest manifest, string image, string name, Lsn? stopBefore, CancellationToken ct)
    {
        var owner = OperatingSystem.IsLinux() && Posix.OwnerOf(backup.Base) is { } found ? (found.User, found.Group) : (999u, 999u);
        var boot = new ProofBoot(sidecars, ProofScratch.Make(root, name, owner), name, manifest.Postgres.Superuser);
        try
        {
            if (stopBefore is not null)
            {
                var signal = Path.Combine(boot._scratch.Upper, "recovery.signal");
                await File.WriteAllTextAsync(signal, "", ct);
                ProofScratch.Give(signal, owner);
            }

            var started = Stopwatch.GetTimestamp();
            await sidecars.MakeOverlayAsync(name, $"lowerdir={backup.Base},upperdir={boot._scratch.Upper},workdir={boot._scratch.Work}", ct);
            await boot.RunAsync(image, $"{owner.Item1}:{owner.Item2}", stopBefore, ct);
            await boot._server.UntilRecoveredAsync(ct);
            boot.Ready = Stopwatch.GetElapsedTime(started);
            return boot;
        }
        catch
        {
            await boot.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc cref="CopyServer.OpenAsync"/>
    public Task<NpgsqlConnection?> OpenAsync(string database, CancellationToken ct) => _server.OpenAsync(database, ct);

    public async ValueTask DisposeAsync()
    {
        await _sidecars.RemoveAsync(_name);
        await _sidecars.RemoveVolumeAsync(_name);
        _scratch.Remove();
    }

    async Task RunAsync(string image, string user, Lsn? stopBefore, CancellationToken ct)
    {
        // syncfs: the default opens every file for writing, which copies the whole cluster up into the overlay.
        string[] settings =
        [
            "listen_addresses=", "unix_socket_directories=/proof", "hba_file=/proof/pg_hba.conf", "recovery_init_sync_method=syncfs", "archive_mode=off", "archive_command=", "fsync=off",
            "full_page_writes=off", "autovacuum=off", "hot_standby=off", "logging_collector=off", "log_destination=stderr", "shared_buffers=128MB", "ssl=off", "summarize_wal=off",
            .. stopBefore is { } lsn
                ? (string[])["restore_command=/bin/false", "recovery_target=", $"recovery_target_lsn={lsn}", "recovery_target_inclusive=off", "recovery_target_action=promote", "recovery_target_timeline=current"]
                : [],
        ];
        var result = await _sidecars.RunAsync(
            new Sidecar(_name, image, "postgres", ["-D", "/copy", .. settings.SelectMany(setting => new[] { "-c", setting })])
            {
                Detached = true,
                User = user,
                Mounts = [$"type=volume,source={_name},target=/copy,volume-nocopy", Sidecar.Bind(_scratch.Socket, "/proof")],
            },
            onLine: null, ct);
        if (!result.Succeeded)
        {
            // What the engine cannot do says nothing about the backup.
            throw new DataSpecException(ExitCode.RequirementMissing, $"The engine starts no container on an overlay of the backup: {string.Join("; ", result.Lines.TakeLast(2).Select(line => line.Text))}")
            {
                LeftAsItWas = "The backup is untouched and not proved.",
                NextStep = "Copy it to a local Linux file system, then ./build.sh Prove --target-dir DIR",
            };
        }
    }
}

/// <summary>The backup does not hold what it should; becomes a failure in its proof.</summary>
sealed class ProofFailedException(string reason) : DataSpecException(ExitCode.VerificationFailed, reason);
