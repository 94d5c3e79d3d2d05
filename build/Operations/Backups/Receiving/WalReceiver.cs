using System.Collections.Immutable;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups.Receiving;

/// <summary>The continuous receiver of the log as <c>Status</c> shows it.</summary>
/// <param name="LagBytes">Of the log that is not in the archive yet; null where Postgres has no place for the receiver.</param>
/// <param name="LagSeconds">Since when; next to none while it receives.</param>
/// <param name="Since">When the run began that is received now.</param>
/// <param name="ArchiveBytes">Of everything received of this cluster.</param>
public sealed record ReceiverStatus(bool IsReceiving, long? LagBytes, double? LagSeconds, DateTimeOffset? Since, long ArchiveBytes, string Archive, ImmutableArray<string> Warnings)
{
    /// <summary>The same with a warning where what is received follows no backup.</summary>
    /// <param name="lastProved">The moment that the newest proved backup holds; null where there is none.</param>
    public ReceiverStatus After(DateTimeOffset? lastProved) => IsReceiving && (lastProved is null || lastProved < Since)
        ? this with { Warnings = Warnings.Add("The log that is received follows no proved backup yet, so that no time can be restored from it: ./build.sh Backup") }
        : this;
}

/// <summary>Asks Postgres how far the receiver of the profile <c>pitr</c> is.</summary>
/// <param name="isWanted">Whether the profile is on.</param>
public sealed class WalReceiver(PostgresClient postgres, string archive, long archiveMax, bool isWanted)
{
    const string Slot = "dataspec_pitr";

    sealed record SlotState(bool IsActive, string? Status, long Bytes, double Seconds);

    /// <summary>Null where the profile is off and nothing of it is left.</summary>
    /// <exception cref="DataSpecException">Postgres does not answer.</exception>
    public async Task<ReceiverStatus?> ReadAsync(CancellationToken ct)
    {
        var (identifier, slot) = (await postgres.QueryAsync(
            """
            select c.system_identifier::text, s.slot_name is not null, coalesce(s.active, false), s.wal_status,
                   coalesce(pg_wal_lsn_diff(pg_current_wal_flush_lsn(), coalesce(r.flush_lsn, s.restart_lsn)), 0)::bigint,
                   coalesce(extract(epoch from case when s.active then r.flush_lag else clock_timestamp() - s.inactive_since end), 0)::float8
            from pg_control_system() c left join pg_replication_slots s on s.slot_name = $1 left join pg_stat_replication r on r.pid = s.active_pid
            """,
            row => (row.GetString(0), row.GetBoolean(1) ? new SlotState(row.GetBoolean(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetInt64(4), row.GetDouble(5)) : null),
            ct, values: Slot))[0];
        if (slot is null && !isWanted)
            return null;
        var received = WalArchive.Read(archive, identifier);
        var bytes = received.Bytes();
        return new(slot?.IsActive is true, slot?.Bytes, slot?.Seconds, received.Runs.LastOrDefault()?.Begun, bytes, archive, [.. Warnings(slot, bytes)]);
    }

    IEnumerable<string> Warnings(SlotState? slot, long bytes)
    {
        if (!isWanted)
            yield return $"The profile 'pitr' is off, and Postgres still keeps the log for it (up to POSTGRES_WAL_KEEP): ./build.sh Psql -- -c \"select pg_drop_replication_slot('{Slot}')\"";
        else if (slot is null)
            yield return "The log is not received: no receiver has begun yet (./build.sh Logs --service wal-receiver)";
        else if (slot.Status is "lost")
            yield return "The receiver has lost its place: ./build.sh Up starts it anew, and times since then can be restored only from the next ./build.sh Backup on";
        else if (!slot.IsActive)
            yield return $"The log is not received since {ProgressText.Duration(TimeSpan.FromSeconds(slot.Seconds))} (./build.sh Logs --service wal-receiver)";
        if (slot?.Status is "unreserved")
            yield return "Postgres will soon drop log that the receiver has not got yet: POSTGRES_WAL_KEEP is used up";
        if (bytes > archiveMax)
            yield return $"The log archive takes {ProgressText.Size(bytes)}, more than WAL_ARCHIVE_MAX: ./build.sh Backups --prune deletes what no backup needs";
    }
}
