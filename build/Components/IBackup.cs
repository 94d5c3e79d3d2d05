using System.ComponentModel;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Verification;
using Nuke.Common;

/// <summary>A backup of the running stack, proved.</summary>
[Category(Group.Data)]
interface IBackup : IHazProof
{
    [Parameter("A word to find the backup by")]
    string? Label => TryGetValue(() => Label);

    [Parameter("Most bytes a second read from the database, as 50M; without it as fast as the disks go")]
    string? MaxRate => TryGetValue(() => MaxRate);

    [Parameter("Takes Loki's chunks, and Airflow's logs even when they are over 1 GB")]
    bool WithLogs => TryGetValue<bool?>(() => WithLogs) ?? false;

    [Parameter("Takes only what changed in the database since the newest proved backup in the target; a full one where there is none")]
    bool Incremental => TryGetValue<bool?>(() => Incremental) ?? false;

    [Parameter("Encrypts the backup for this public key of age or ssh, or for those of a file; BACKUP_ENCRYPT of .env by default")]
    string? Encrypt => TryGetValue(() => Encrypt);

    Target Backup => _ => _
        .Description("""
            Copies everything while the stack runs, boots the copy, compares it

            One point in time for the warehouse and the metadata of Airflow and Superset, and everything else
            a new machine needs. The copy is booted without network in a throw-away Postgres; only what held
            up there is called proved.

            Examples:
              ./build.sh Backup --target-dir /mnt/usb/dataspec
              ./build.sh Backup --label before-cleanup             to BACKUP_DIR of .env, with a word
              ./build.sh Backup --incremental                      what changed since the newest proved one
              ./build.sh Backup --encrypt ~/.ssh/id_ed25519.pub    for the holder of that key alone
              ./build.sh Backup --max-rate 50M                     gentle to the disks

            Codes of its own: 3 no room or Postgres does not run, 4 it is kept but not proved.
            Page: docs/backup.md
            """)
        .Executes(() => OperateAlone(async ct =>
        {
            var services = await Stack.Services(ct);
            var options = new BackupOptions
            {
                Target = TargetOf(services.Settings.BackupDirectory),
                Label = Label,
                Prove = !NoProve,
                MaxRate = MaxRate,
                WithLogs = WithLogs,
                Incremental = Incremental,
                Encrypt = Encrypt ?? services.Settings.BackupEncrypt,
            };
            var result = await services.Backups.BackupAsync(options, ct);
            await services.Operations.WriteAsync(HistoryLine.All(Stack.Root), ct);
            DiskHistory.Note(Stack.Root, Stack.Time);
            Report(result, BackupTables.Of);
            ReportSummary(summary => summary.AddResult(result));
            if (result.Proof?.Holds() is false)
                throw BackupTables.NotProved(result.Id, result.Proof);
        }));
}
