using System.Collections.Immutable;
using DataSpec.Operations.Postgres;

namespace DataSpec.Operations.Backups;

/// <summary>What the running cluster says about itself before it is copied.</summary>
/// <param name="DataDirectory">Below the mount: <c>18/docker</c>.</param>
sealed record LiveCluster(
    int VersionNumber, string SystemIdentifier, int Timeline, bool DataChecksums, string DataDirectory, string? CollationVersion, long Bytes, ImmutableArray<string> Databases, Lsn Now)
{
    const string Mount = "/var/lib/postgresql/";

    /// <summary>Room for the log that is written while the copy runs, and for the part of it that a fresh copy needs anyway.</summary>
    const long LogRoom = 96L << 20;

    /// <summary>What a base backup takes at least.</summary>
    public long NeededBytes => Bytes + (Bytes / 50) + LogRoom;

    /// <summary>What an incremental backup takes at least: its own log, and no more blocks than the log since the parent tells of.</summary>
    public long BytesSince(BackupManifest parent) => LogRoom + Math.Max(0, (long)(Now.Value - Lsn.Parse(parent.Postgres.StartLsn).Value));

    /// <exception cref="DataSpecException">Not reachable, or a cluster that this way of backing up does not cover.</exception>
    public static async Task<LiveCluster> ReadAsync(PostgresClient postgres, CancellationToken ct)
    {
        var (cluster, tablespaces) = (await postgres.QueryAsync(
            """
            select current_setting('server_version_num')::int, (select system_identifier::text from pg_control_system()),
                   (select timeline_id from pg_control_checkpoint()), current_setting('data_checksums') = 'on', current_setting('data_directory'),
                   (select datcollversion from pg_database where datname = current_database()),
                   (select sum(pg_database_size(oid))::bigint from pg_database),
                   (select array_agg(datname::text order by datname) from pg_database where datallowconn),
                   (select count(*) from pg_tablespace where spcname not in ('pg_default', 'pg_global')), pg_current_wal_lsn()::text
            """,
            row => (
                new LiveCluster(
                    row.GetInt32(0), row.GetString(1), row.GetInt32(2), row.GetBoolean(3),
                    row.GetString(4) is var path && path.StartsWith(Mount, StringComparison.Ordinal) ? path[Mount.Length..] : path,
                    row.IsDBNull(5) ? null : row.GetString(5), row.GetInt64(6), [.. row.GetFieldValue<string[]>(7)], Lsn.Parse(row.GetString(9))),
                row.GetInt64(8)),
            ct))[0];
        return tablespaces == 0 ? cluster : throw new DataSpecException(
            ExitCode.FailedUnchanged, $"The cluster has {tablespaces} tablespaces of its own: backups cover the data directory alone.")
        {
            LeftAsItWas = "Nothing was changed.",
            NextStep = "Move their tables back (ALTER TABLE ... SET TABLESPACE pg_default) and drop them",
        };
    }
}
