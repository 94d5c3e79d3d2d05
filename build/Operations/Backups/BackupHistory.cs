using DataSpec.Operations.Postgres;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups;

/// <summary>The table <c>dataspec.backups</c>, which Grafana shows; a backup does not depend on it.</summary>
sealed class BackupHistory(PostgresClient postgres, IProgressSink progress)
{
    public Task BeginAsync(string id, string target, CancellationToken ct) => TryAsync(
        "insert into dataspec.backups (id, status, target) values ($1, 'running', $2) on conflict (id) do nothing", ct, id, target);

    public Task EndAsync(string id, long bytes, CancellationToken ct) => TryAsync(
        "update dataspec.backups set status = 'succeeded', finished_at = now(), bytes = $2 where id = $1", ct, id, bytes);

    public Task FailAsync(string id, string reason, CancellationToken ct) => TryAsync(
        "update dataspec.backups set status = 'failed', finished_at = now(), reason = $2 where id = $1", ct, id, reason);

    /// <summary>Rows of backups whose run died stay 'running' otherwise.</summary>
    public Task AbandonOthersAsync(string id, CancellationToken ct) => TryAsync(
        "update dataspec.backups set status = 'failed', finished_at = now(), reason = 'interrupted' where status = 'running' and id <> $1", ct, id);

    /// <summary>Adds the backup's row where this cluster has none, as after a restore.</summary>
    public Task ProvedAsync(BackupManifest manifest, BackupLayout backup, BackupProof? proof, CancellationToken ct) => proof is null ? Task.CompletedTask : TryAsync(
        """
        insert into dataspec.backups (id, started_at, finished_at, status, bytes, target, proved_at, reason)
        values ($1, $2, $3, 'succeeded', $4, $5, $6::timestamptz, nullif($7, ''))
        on conflict (id) do update set status = 'succeeded', finished_at = excluded.finished_at, bytes = excluded.bytes, proved_at = excluded.proved_at, reason = excluded.reason
        """,
        ct,
        manifest.Id, manifest.StartedAt.UtcDateTime, manifest.FinishedAt.UtcDateTime, manifest.Bytes(), Path.GetDirectoryName(backup.Directory)!,
        proof.Holds() ? proof.At.UtcDateTime : DBNull.Value, string.Join("; ", proof.Failures));

    async Task TryAsync(string sql, CancellationToken ct, params object[] values)
    {
        try
        {
            await postgres.ExecuteAsync(sql, ct, values);
        }
        catch (DataSpecException error)
        {
            progress.Warn("history", $"not written to dataspec.backups: {error.Message}");
        }
    }
}
