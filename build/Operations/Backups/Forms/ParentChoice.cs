using DataSpec.Operations.Postgres;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups.Forms;

/// <summary>Finds the backup that an incremental one continues.</summary>
sealed class ParentChoice(PostgresClient postgres, IProgressSink progress)
{
    /// <summary>A long chain takes long to combine, and all of it is lost with one link.</summary>
    public const int MostIncrementals = 6;

    /// <summary>The newest proved backup of this cluster in the target; null, and said why, where there is none that can be continued.</summary>
    public async Task<ChainLink?> FindAsync(string target, LiveCluster cluster, CancellationToken ct)
    {
        var (parent, why) = Newest(target, cluster);
        why ??= await WhyNoSummariesAsync(parent!.Manifest.Postgres, ct);
        progress.Say("form", why is null ? $"incremental, continues '{parent!.Backup.Id}'" : $"a full backup, because {why}");
        return why is null ? parent : null;
    }

    static (ChainLink? Parent, string? Why) Newest(string target, LiveCluster cluster)
    {
        var newest = BackupCatalogue.Read(target).LastOrDefault(backup => backup.IsProved
            && backup.Manifest is { Form: BackupForm.Plain or BackupForm.Incremental, Postgres: var postgres }
            && (postgres.SystemIdentifier, postgres.Timeline, postgres.Major) == (cluster.SystemIdentifier, cluster.Timeline, cluster.VersionNumber / 10000));
        return newest switch
        {
            null => (null, "the target holds no proved one of this cluster that could be continued"),
            { Manifest.Parent.Chain.Length: >= MostIncrementals } => (null, $"'{newest.Backup.Id}' is the {MostIncrementals}th of its chain"),
            _ => (new(newest.Backup, newest.Manifest!), null),
        };
    }

    /// <summary>The server writes down which blocks changed from checkpoint to checkpoint: since the parent began without a gap, or not yet.</summary>
    async Task<string?> WhyNoSummariesAsync(PostgresFacts parent, CancellationToken ct)
    {
        var (isOn, covers) = (await postgres.QueryAsync(
            """
            select coalesce(current_setting('summarize_wal', true), 'off') = 'on',
                   coalesce(
                       min(start_lsn) <= $1::pg_lsn and bool_and(coalesce(before >= start_lsn, true)),
                       (select summarized_tli = $2 and summarized_lsn <= $1::pg_lsn from pg_get_wal_summarizer_state()))
            from (select start_lsn, lag(end_lsn) over (order by start_lsn) as before from pg_available_wal_summaries() where tli = $2 and end_lsn > $1::pg_lsn) as summaries
            """,
            row => (row.GetBoolean(0), row.GetBoolean(1)), ct, null, parent.StartLsn, (long)parent.Timeline))[0];
        return !isOn ? "the server does not record which blocks change (summarize_wal is off; ./build.sh Up turns it on)"
            : covers ? null
            : $"the server has no record of the blocks that changed since {parent.StartLsn} (it was turned on later, or is older than wal_summary_keep_time)";
    }
}
