using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using static DataSpec.EndToEnd.Verification.Cluster;

namespace DataSpec.EndToEnd.Verification;

/// <summary>What goes wrong with backups, and what only reading a whole copy or looking back shows; each takes a backup of its own and deletes it.</summary>
static class BackupFaults
{
    public static ImmutableArray<Fault> All { get; } =
    [
        Backup("the last test of the newest backup failed", "backups.proved", stack => Task.CompletedTask, Disprove),
        Backup("a file of the newest backup is gone", "backups.intact", stack => Task.CompletedTask, backup => File.Delete(backup.Fingerprint)),
        Backup("the cluster is not the one that was backed up", "pg.identity", stack => Task.CompletedTask, backup =>
        {
            var manifest = ManifestText.Read(backup);
            File.WriteAllText(backup.Manifest, ManifestText.Of(manifest with { Postgres = manifest.Postgres with { SystemIdentifier = "7000000000000000000" } }));
        }),
        Backup("a byte of a backup is flipped", "backups.hashes", stack => Task.CompletedTask, backup =>
        {
            using var file = new FileStream(backup.Instructions, FileMode.Open, FileAccess.ReadWrite);
            var first = file.ReadByte();
            file.Position = 0;
            file.WriteByte((byte)(first ^ 1));
        }) with { Options = ["--deep"] },
        Backup(
            "an index is in another order than its table says", "pg.amcheck",
            stack => new Cluster(stack).Run(
                Main,
                "create table fault as select chr(65 + n % 26 + 32 * (n % 2)) || n as name from generate_series(1, 1000) n",
                "create index fault_name on fault (name collate \"C\")",
                "update pg_index set indcollation = (select oid::text::oidvector from pg_collation where collname = 'en_US.utf8') where indexrelid = 'fault_name'::regclass"),
            _ => { }) with { Options = ["--deep"] },
        Backup(
            "a page of a table is zeroed", "pg.readable",
            async stack =>
            {
                await new Cluster(stack).Run(Main, "create table fault (n int primary key)", "insert into fault select generate_series(1, 1000)");
                // Only where everybody sees every row does an index answer without a look at the table, whatever other sessions hold open.
                await Eventually.Holds(
                    async () =>
                    {
                        await new Cluster(stack).Run(Main, "vacuum (analyze) fault");
                        return await new Warehouse(stack).Scalar<bool>("select relallvisible = relpages from pg_class where oid = 'fault'::regclass");
                    },
                    TimeSpan.FromMinutes(1),
                    "all rows are visible to all");
                await new Cluster(stack).Run(Main, "checkpoint");
                await new Cluster(stack).Shell($"dd if=/dev/zero of=$PGDATA/$(psql -U {Main} -d {Main} -XAtc \"select pg_relation_filepath('fault')\") bs=8192 seek=1 count=1 conv=notrunc status=none");
            },
            _ => { }) with { Options = ["--deep"] },
        Backup(
            "rows are gone since the backup", "data.since",
            stack => new Cluster(stack).Run(Main, "create table fault as select n from generate_series(1, 1000) n"),
            _ => { },
            stack => new Cluster(stack).Run(Main, "delete from fault where n > 990")) with { Options = ["--since", "latest"] },
        new(
            "the receiver of the log is stopped", "wal.receiver",
            async stack =>
            {
                stack.SetEnv("COMPOSE_PROFILES", $"{stack.Profiles},pitr");
                await stack.Run(0, "Up");
                await stack.Run(0, "Compose", "--", "stop", "wal-receiver");
            },
            async stack =>
            {
                await stack.Run(0, "Compose", "--", "rm", "--stop", "--force", "wal-receiver");
                stack.SetEnv("COMPOSE_PROFILES", stack.Profiles);
                await new Cluster(stack).Run(Main, "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = 'dataspec_pitr'");
                await stack.Run(0, "Up");
            }) { Level = 3, Implied = ["containers.running"] },
    ];

    static Fault Backup(string what, string check, Func<Checkout, Task> before, Action<BackupLayout> harm, Func<Checkout, Task>? after = null) => new(
        what, check,
        async stack =>
        {
            await before(stack);
            await stack.Run(0, "Backup", "--no-prove");
            harm(Newest(stack));
            if (after is not null)
                await after(stack);
        },
        async stack =>
        {
            await new Cluster(stack).Run(Main, "drop table if exists fault");
            if (Directory.Exists(TargetOf(stack)))
                Directory.Delete(TargetOf(stack), recursive: true);
        }) { Level = 3 };

    static void Disprove(BackupLayout backup)
    {
        var manifest = ManifestText.Read(backup);
        new BackupProof(manifest.Checksum, DateTimeOffset.UtcNow, manifest.Tool, manifest.Postgres.ImageId, 1, 0, 0, 1, 1, [], ["'airflow': table public.dag is missing"]).Write(backup);
    }

    static BackupLayout Newest(Checkout stack) => BackupCatalogue.Read(TargetOf(stack)).Last(backup => backup.State is BackupState.Complete).Backup;

    static string TargetOf(Checkout stack) => stack.PathOf("backups");
}
