using System.Diagnostics;
using DataSpec.Operations.Reporting;
using Npgsql;

namespace DataSpec.Operations.Backups;

/// <summary>One start of a copy of the backup: on an overlay, so that the backup is only read, without a network.</summary>
sealed class ProofBoot : IAsyncDisposable
{
    readonly BackupSidecars _sidecars;
    readonly ProofScratch _scratch;
    readonly string _name;
    readonly string _image;
    readonly CopyServer _server;

    ProofBoot(BackupSidecars sidecars, ProofScratch scratch, string name, string image, string user) =>
        (_sidecars, _scratch, _name, _image, _server) = (sidecars, scratch, name, image, new CopyServer(sidecars, name, scratch.Socket, user));

    /// <summary>From the start of the container until the copy took writes.</summary>
    public TimeSpan Ready { get; private set; }

    /// <summary>Starts a copy and waits until it has left recovery, however long its log is.</summary>
    /// <param name="stopBefore">Replay ends before this record; null replays all there is.</param>
    /// <exception cref="ProofFailedException">The copy did not start, or not as it should.</exception>
    public static async Task<ProofBoot> StartAsync(
        BackupSidecars sidecars, StackRoot root, IProgressSink progress, BackupLayout backup, BackupManifest manifest, string image, string name, Lsn? stopBefore,
        CancellationToken ct)
    {
        var owner = BackupOwner.OfCluster(backup.Base);
        var boot = new ProofBoot(sidecars, ProofScratch.Make(root, name, owner), name, image, manifest.Postgres.Superuser);
        try
        {
            if (stopBefore is not null)
            {
                var signal = Path.Combine(boot._scratch.Upper, "recovery.signal");
                await File.WriteAllTextAsync(signal, "", ct);
                ProofScratch.Give(signal, owner);
            }

            var started = Stopwatch.GetTimestamp();
            var user = $"{owner.Item1}:{owner.Item2}";
            await sidecars.MakeOverlayAsync(name, $"lowerdir={backup.Base},upperdir={boot._scratch.Upper},workdir={boot._scratch.Work}", ct);
            if (await boot.RunAsync(user, $"type=volume,source={name},target=/copy,volume-nocopy", stopBefore, ct) is { } refused)
            {
                progress.Say(backup.Id, $"no overlay of it can be mounted ({refused}): copying it to {boot._scratch.Upper}");
                await CopyAsync(sidecars, name, image, user, backup, boot._scratch.Upper, ct);
                if (await boot.RunAsync(user, Sidecar.Bind(boot._scratch.Upper, "/copy"), stopBefore, ct) is { } failed)
                    throw NotStarted(failed);
            }

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
        try
        {
            _scratch.Remove();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A server that is ended while the kernel copies a file up leaves a part of it in a folder that only root may open.
            await _sidecars.EmptyAsync(_name, _image, _scratch.Work);
            _scratch.Remove();
        }
    }

    /// <summary>Slower and larger than an overlay, but any file system will do; whatever owner and mode the copy has there, Postgres gets its own.</summary>
    internal static async Task CopyAsync(BackupSidecars sidecars, string name, string image, string user, BackupLayout backup, string to, CancellationToken ct)
    {
        await sidecars.RemoveAsync(name);
        var result = await sidecars.RunAsync(
            new Sidecar(name, image, "sh", ["-c", "cp -a /backup/. /copy && chown -R \"$1\" /copy && chmod -R u=rwX,go= /copy", "sh", user])
            {
                User = "0:0",
                Capabilities = ["DAC_OVERRIDE", "CHOWN", "FOWNER"],
                Mounts = [Sidecar.Bind(backup.Base, "/backup", readOnly: true), Sidecar.Bind(to, "/copy")],
            },
            onLine: null, ct);
        if (!result.Succeeded)
            throw NotStarted(result.LastWords(2));
    }

    /// <returns>Why the engine did not start it; null where it did.</returns>
    async Task<string?> RunAsync(string user, string mount, Lsn? stopBefore, CancellationToken ct)
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
            new Sidecar(_name, _image, "postgres", ["-D", "/copy", .. settings.SelectMany(setting => new[] { "-c", setting })])
            {
                Detached = true,
                User = user,
                Mounts = [mount, Sidecar.Bind(_scratch.Socket, "/proof")],
            },
            onLine: null, ct);
        return result.Succeeded ? null : result.Lines.Select(line => line.Text).FirstOrDefault(text => text.Length > 0) ?? $"exit code {result.ExitCode}";
    }

    /// <summary>What the engine cannot do says nothing about the backup.</summary>
    static DataSpecException NotStarted(string why) => new(ExitCode.RequirementMissing, $"The engine starts no container on a copy of the backup: {why}")
    {
        LeftAsItWas = "The backup is untouched and not proved.",
        NextStep = "Copy it to a local Linux file system, then ./build.sh Prove --target-dir DIR",
    };
}

/// <summary>The backup does not hold what it should; becomes a failure in its proof.</summary>
sealed class ProofFailedException(string reason) : DataSpecException(ExitCode.VerificationFailed, reason);
