using System.Collections.Immutable;
using Npgsql;
using static DataSpec.EndToEnd.Verification.Cluster;

namespace DataSpec.EndToEnd.Verification;

/// <summary>What goes wrong inside the cluster; everything that is made for it is called <c>fault</c>.</summary>
static class ClusterFaults
{
    const string Reload = "select pg_reload_conf(), pg_sleep(0.5)";

    static readonly Fault[] Storage =
    [
        new(
            "a byte of a table's file is flipped", "pg.checksums",
            async stack =>
            {
                var cluster = new Cluster(stack);
                await cluster.Run("postgres", "create database fault", "revoke all on database fault from public");
                await cluster.Run("fault", "create table rows as select n from generate_series(1, 1000) n", "checkpoint");
                await cluster.Shell($"printf '\\377' | dd of=$PGDATA/$(psql -U {Main} -d fault -XAtc \"select pg_relation_filepath('rows')\") bs=1 seek=8100 conv=notrunc status=none");
                // Pages of the first are still in memory.
                await cluster.Run("postgres", "create database fault_read template fault strategy file_copy", "revoke all on database fault_read from public");
                await cluster.Fail("fault_read", "select count(*) from rows");
            },
            stack => new Cluster(stack).Run("postgres", "drop database if exists fault_read", "drop database if exists fault")) { Level = 3 },
        new(
            "a unique index could not be made", "pg.indexes",
            async stack =>
            {
                await new Cluster(stack).Run(Main, "create table fault as select 1 as n from generate_series(1, 2)");
                await new Cluster(stack).Fail(Main, "create unique index concurrently on fault (n)");
            },
            DropTable) { Level = 3 },
        Sql("an index was made with another C library", "pg.collations", "update pg_database set datcollversion = '2.1' where datname = 'superset'", "update pg_database set datcollversion = pg_database_collation_actual_version(oid) where datname = 'superset'"),
        Table("a constraint was never tried", "pg.constraints", "create table fault (n int)", "alter table fault add constraint positive check (n > 0) not valid") with { Warns = true },
        Table("a table is unlogged", "pg.unlogged", "create unlogged table fault (n int)") with { Warns = true },
        new(
            "a table lies elsewhere", "pg.tablespaces",
            stack => new Cluster(stack).Run(Main, "set allow_in_place_tablespaces = on", "create tablespace fault location ''"),
            stack => new Cluster(stack).Run(Main, "drop tablespace if exists fault")) { Level = 3, Implied = ["pg.identity"] },
    ];

    static readonly Fault[] Numbers =
    [
        Table("a sequence is near its end", "pg.sequences", "create table fault (id int generated always as identity (start with 2000000000), n int)", "insert into fault (n) values (1)") with { Warns = true },
        Table("a sequence is behind its column", "pg.sequence-values", "create table fault (id int generated always as identity, n int)", "insert into fault (n) select generate_series(1, 10)", "alter sequence fault_id_seq restart"),
    ];

    static readonly Fault[] Server =
    [
        new(
            "a setting waits for a restart", "pg.settings",
            stack => new Cluster(stack).Run(Main, "alter system set max_connections = 101", Reload), stack => new Cluster(stack).Run(Main, "alter system reset max_connections", Reload)) { Level = 3, Warns = true },
        new(
            "fsync is off", "pg.settings",
            stack => new Cluster(stack).Run(Main, "alter system set fsync = off", Reload), stack => new Cluster(stack).Run(Main, "alter system reset fsync", Reload)) { Level = 3 },
        new(
            "a line of pg_hba.conf makes no sense", "pg.settings",
            stack => new Cluster(stack).Shell("echo 'host nobody' >> $PGDATA/pg_hba.conf"), stack => new Cluster(stack).Shell("sed -i '/^host nobody$/d' $PGDATA/pg_hba.conf")) { Level = 3 },
        Sql(
            "a replication slot is forgotten", "pg.slots", "select pg_create_physical_replication_slot('fault', true)",
            "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = 'fault'") with { Warns = true },
        Held(
            "transactions are old", "pg.wraparound",
            async stack =>
            {
                var cluster = new Cluster(stack);
                await cluster.Run("postgres", "create database fault", "revoke all on database fault from public");
                await cluster.Run("postgres", "update pg_database set datfrozenxid = ((txid_current() + 4294967296 - 1100000000) % 4294967296)::text::xid where datname = 'fault'");
                // Autovacuum would come at once, and put it right.
                return await cluster.Hold("postgres", "begin", "lock table pg_database in share mode");
            },
            stack => new Cluster(stack).Run("postgres", "drop database if exists fault")),
        Held(
            "a transaction is left open", "pg.prepared",
            async stack =>
            {
                await new Cluster(stack).Run(Main, $"alter database {Main} set dataspec.long_transaction = '100 milliseconds'");
                return await new Cluster(stack).Hold(Main, "begin", "select 1");
            },
            stack => new Cluster(stack).Run(Main, $"alter database {Main} reset dataspec.long_transaction")),
    ];

    static readonly Fault[] Upkeep =
    [
        new(
            "the image lacks an extension", "pg.extensions",
            stack => new Cluster(stack).Run("postgres", "create extension pg_trgm", "update pg_extension set extname = 'fault' where extname = 'pg_trgm'"),
            stack => new Cluster(stack).Run("postgres", "update pg_extension set extname = 'pg_trgm' where extname = 'fault'", "drop extension if exists pg_trgm")) { Level = 3 },
        new(
            "the image lacks a library", "pg.libraries",
            stack => new Cluster(stack).Run("postgres", "create extension pg_trgm", "update pg_proc set probin = '$libdir/fault' where probin = '$libdir/pg_trgm'"),
            stack => new Cluster(stack).Run("postgres", "drop extension if exists pg_trgm")) { Level = 3 },
        Table("a table was never analyzed", "pg.statistics", "create table fault with (autovacuum_enabled = off) as select n, repeat('x', 100) from generate_series(1, 20000) n") with { Warns = true },
        Table("dead rows stay", "pg.bloat", "create table fault with (autovacuum_enabled = off) as select n from generate_series(1, 150000) n", "delete from fault", "select pg_stat_force_next_flush()") with { Warns = true },
    ];

    static readonly Fault[] Roles =
    [
        new(
            "a password is kept as md5", "pg.passwords",
            stack => new Cluster(stack).Run(Main, "set password_encryption = md5", "create role fault password 'nobody logs in'"), stack => new Cluster(stack).Run(Main, "drop role if exists fault")) { Level = 3, Warns = true },
        Sql("there is another superuser", "pg.roles", "create role fault superuser", "drop role if exists fault"),
        Sql("there is another login", "pg.roles", "create role fault login", "drop role if exists fault") with { Warns = true },
        Sql("a reader reads everything", "pg.roles", "grant pg_read_all_data to superset_reader", "revoke pg_read_all_data from superset_reader") with { Implied = ["pg.grants"] },
        Sql("a reader writes", "pg.grants", "grant insert on nyc_taxi.yellow_trips to superset_reader", "revoke insert on nyc_taxi.yellow_trips from superset_reader"),
        Sql("everybody may enter the warehouse", "pg.grants", $"grant connect on database {Main} to public", $"revoke connect on database {Main} from public"),
    ];

    public static ImmutableArray<Fault> All { get; } = [.. Storage, .. Numbers, .. Server, .. Upkeep, .. Roles];

    static Fault Sql(string what, string check, string breaks, string mends) =>
        new(what, check, stack => new Cluster(stack).Run(Main, breaks), stack => new Cluster(stack).Run(Main, mends)) { Level = 3 };

    static Fault Table(string what, string check, params string[] breaks) => new(what, check, stack => new Cluster(stack).Run(Main, breaks), DropTable) { Level = 3 };

    static Task DropTable(Checkout stack) => new Cluster(stack).Run(Main, "drop table if exists fault");

    /// <summary>One that lasts as long as a session.</summary>
    static Fault Held(string what, string check, Func<Checkout, Task<NpgsqlConnection>> breaks, Func<Checkout, Task> mends)
    {
        NpgsqlConnection? held = null;
        return new(
            what, check,
            async stack => held = await breaks(stack),
            async stack =>
            {
                if (held is not null)
                    await held.DisposeAsync();
                await mends(stack);
            }) { Level = 3, Warns = true };
    }
}
