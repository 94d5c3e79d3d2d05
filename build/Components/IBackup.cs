using DataSpec.Operations.Backups;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Verification;
using Nuke.Common;

/// <summary>A backup of the running stack, proved.</summary>
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
        .Description("Copies everything while the stack runs, then boots the copy and compares it")
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
