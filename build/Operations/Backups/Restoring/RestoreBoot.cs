using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using DataSpec.Operations.Backups.Forms;
using Npgsql;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>What a start of the restored cluster showed.</summary>
/// <param name="Seconds">From the start of the container until it took writes.</param>
sealed record BootedCopy(double Seconds, ImmutableArray<string> Checks, ImmutableArray<string> Notes);

/// <summary>Starts the restored cluster where it lies, without a network, lets it replay its log, looks at it and stops it cleanly.</summary>
sealed class RestoreBoot(BackupSidecars sidecars, StackRoot root)
{
    /// <exception cref="ProofFailedException">It does not start, or is not what the backup says.</exception>
    public async Task<BootedCopy> RunAsync(
        string id, string dataDirectory, (uint User, uint Group) owner, PlainBackup plain, string image, RecoveryTarget? target, bool pauseDags,
        CancellationToken ct)
    {
        var name = $"{id}-boot";
        var scratch = ProofScratch.Make(root, name, owner);
        try
        {
            var recovery = await RecoverySettings.WriteAsync(dataDirectory, target, path => ProofScratch.Give(path, owner), ct);
            var started = Stopwatch.GetTimestamp();
            await StartAsync(name, dataDirectory, owner, image, scratch, target, recovery, ct);
            var server = new CopyServer(sidecars, name, scratch.Socket, plain.Manifest.Postgres.Superuser);
            await server.UntilRecoveredAsync(ct);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            var booted = await LookAsync(server, plain, target, ct);
            if (pauseDags)
                booted = booted with { Checks = [.. booted.Checks, await PausedDags.SetAsync(server, ct)] };
            if (await sidecars.StopPostgresAsync(name, ct) is not "0" and var exit)
                throw new ProofFailedException($"The restored Postgres did not stop cleanly (exit code {exit})");
            return booted with { Seconds = Math.Round(seconds, 2) };
        }
        finally
        {
            await sidecars.RemoveAsync(name);
            scratch.Remove();
        }
    }

    async Task StartAsync(
        string name, string dataDirectory, (uint User, uint Group) owner, string image, ProofScratch scratch, RecoveryTarget? target, ImmutableArray<string> recovery, CancellationToken ct)
    {
        // Without fsync: everything is flushed at once after the clean stop, and until then nobody relies on it.
        string[] settings =
        [
            "listen_addresses=", "unix_socket_directories=/proof", "hba_file=/proof/pg_hba.conf", "recovery_init_sync_method=syncfs", "archive_mode=off", "archive_command=",
            "fsync=off", "autovacuum=off", "logging_collector=off", "log_destination=stderr", "shared_buffers=128MB", "ssl=off", "max_wal_size=4GB",
            .. target is null ? ["hot_standby=off"] : (string[])[],
            .. recovery,
        ];
        var result = await sidecars.RunAsync(
            new Sidecar(name, image, "postgres", ["-D", "/restored", .. settings.SelectMany(setting => new[] { "-c", setting })])
            {
                Detached = true,
                User = $"{owner.User}:{owner.Group}",
                Mounts =
                [
                    Sidecar.Bind(dataDirectory, "/restored"), Sidecar.Bind(scratch.Socket, "/proof"),
                    .. target is null ? [] : (string[])[Sidecar.Bind(target.LogDirectory, RecoverySettings.LogMount, readOnly: true)],
                ],
            },
            onLine: null, ct);
        if (!result.Succeeded)
            throw new ProofFailedException($"The engine starts no container on the restored data: {result.LastWords(2)}");
    }

    static async Task<BootedCopy> LookAsync(CopyServer server, PlainBackup plain, RecoveryTarget? target, CancellationToken ct)
    {
        var facts = plain.Manifest.Postgres;
        List<string> checks = [target is null ? "it starts and replays all of its log" : string.Create(CultureInfo.InvariantCulture, $"it starts and replays its log up to {target.Place ?? $"{target.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff} UTC"}")];
        List<string> notes = [];
        await using (var connection = (await server.OpenAsync("postgres", ct))!)
        {
            var found = (await FingerprintReader.QueryAsync(connection, "select system_identifier::text from pg_control_system()", row => row.GetString(0), ct))[0];
            if (found != facts.SystemIdentifier)
                throw new ProofFailedException($"It is the cluster {found}, not {facts.SystemIdentifier}");
            checks.Add($"it is the cluster {found}");
        }

        var live = JsonSerializer.Deserialize<ClusterFingerprint>(await File.ReadAllTextAsync(plain.Layout.Fingerprint, ct), ManifestText.Shape)!;
        foreach (var database in live.Databases)
        {
            await using var connection = await server.OpenAsync(database.Database, ct);
            if (connection is null && target is null)
                throw new ProofFailedException($"database '{database.Database}' is missing");
            if (connection is not null)
                await CountAsync(connection, database, target, checks, notes, ct);
        }

        return new(0, [.. checks], [.. notes]);
    }

    static async Task CountAsync(NpgsqlConnection connection, DatabaseFingerprint live, RecoveryTarget? target, List<string> checks, List<string> notes, CancellationToken ct)
    {
        var tables = (await FingerprintReader.QueryAsync(connection, FingerprintSql.Tables, row => row.GetString(1), ct)).Length;
        var (expected, says) = (live.Tables.Length + live.NotCompared.Length, $"'{live.Database}' has {tables} tables");
        // Between the fingerprint and the end of the log a writer may have made or dropped one.
        if (tables != expected && target is null)
            notes.Add($"{says}, and had {expected} a moment before the end of the backup's log.");
        else
            checks.Add(says);
        var collation = await FingerprintReader.QueryAsync(
            connection,
            "select datcollversion, pg_database_collation_actual_version(oid) from pg_database where datname = current_database() and datcollversion <> pg_database_collation_actual_version(oid)",
            row => $"{row.GetString(0)} -> {row.GetString(1)}", ct);
        if (collation is [var versions])
            notes.Add($"The order of text in '{live.Database}' follows another version of the C library ({versions}): reindexdb {live.Database}, then alter database {live.Database} refresh collation version.");
    }
}
