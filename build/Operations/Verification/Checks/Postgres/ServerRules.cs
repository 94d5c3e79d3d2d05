using System.Collections.Immutable;

namespace DataSpec.Operations.Verification.Checks.Postgres;

/// <summary>How the server is set up, and what it keeps for others.</summary>
static class ServerRules
{
    public static ImmutableArray<SqlRule> All { get; } =
    [
        new(
            "pg.settings", "The server's files are without error, in force, and nothing that protects data is off",
            "Mend the line, or alter system reset NAME; then select pg_reload_conf(), or docker compose restart postgres where a restart is pending",
            """
            select 2, format('%s, line %s, %s: %s', f.sourcefile, f.sourceline, f.name, f.error) from pg_file_settings f left join pg_settings s on s.name = f.name
            where f.error is not null and not coalesce(s.pending_restart, false) and s.source is distinct from 'command line'
            union all select 2, format('%s, line %s: %s', file_name, line_number, error) from pg_hba_file_rules where error is not null
            union all select 1, format('%s waits for a restart to change', name) from pg_settings where pending_restart and source <> 'command line'
            union all select 2, format('%s is off: what was committed can be lost', name) from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'
            union all select 0, 'fsync, full_page_writes and synchronous_commit are on, no error in the files, no restart pending'
            """),
        new(
            "pg.slots", "No replication slot keeps the log for somebody who does not come", "./build.sh Psql -- -c \"select pg_drop_replication_slot('NAME')\", if nobody will come back for it",
            """
            with slots as (
                select *, pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)) as keeps, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) > 1 << 30 as much from pg_replication_slots
                where slot_name <> 'dataspec_pitr')
            select case when wal_status in ('lost', 'unreserved') or much then 2 else 1 end, format('slot %s is %s and keeps %s of the log', slot_name,
                case when wal_status in ('lost', 'unreserved') then wal_status else 'not used' end, coalesce(keeps, 'nothing')) from slots where not active or wal_status in ('lost', 'unreserved')
            union all select 0, format('%s slots, all in use', count(*)) from slots
            """),
        new(
            "pg.wraparound", "Old transaction numbers are frozen in time", "./build.sh Psql -- -d DATABASE -c 'vacuum (freeze)', and pg.prepared tells what may hold it back",
            """
            with ages as (select datname, greatest(age(datfrozenxid), mxid_age(datminmxid)) as age from pg_database)
            select case when age > 1600000000 then 2 when age > 1000000000 then 1 else 0 end, format('%s is %s million transactions old, of at most 2,000', datname, round(age / 1e6, 1))
            from ages where age > 1000000000 or (datname, age) = (select datname, age from ages order by age desc limit 1)
            """),
        // A person with longer ones of their own says so: alter database DATABASE set dataspec.long_transaction = '6 hours'.
        new(
            "pg.prepared", "No transaction is left open: vacuum keeps what it might see", "End what holds it (./build.sh Psql -- -c 'select pg_terminate_backend(PID)'), or rollback prepared 'GID'",
            """
            with bound as (select coalesce(nullif(current_setting('dataspec.long_transaction', true), ''), '1 hour')::interval as longest)
            select 1, format('process %s (%s, %s) has a transaction open for %s', pid, coalesce(nullif(application_name, ''), backend_type), state, date_trunc('second', now() - xact_start))
            from pg_stat_activity, bound where xact_start < now() - longest and pid <> pg_backend_pid() and backend_type = 'client backend'
            union all select 1, format('''%s'' of %s is prepared for %s', gid, database, date_trunc('second', now() - prepared)) from pg_prepared_xacts, bound where prepared < now() - longest
            union all select 0, format('the oldest is open for %s s', coalesce(round(extract(epoch from max(now() - xact_start))), 0)) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()
            """),
    ];
}
