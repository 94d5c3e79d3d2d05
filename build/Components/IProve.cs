using DataSpec.Operations;
using DataSpec.Operations.Backups;
using Nuke.Common;

/// <summary>Shows again that backups can be restored.</summary>
interface IProve : IOpensBackups
{
    [Parameter("Id of the backup, its directory, or 'latest'")]
    string? Id => TryGetValue(() => Id);

    [Parameter("Proves every backup of the target")]
    bool All => TryGetValue<bool?>(() => All) ?? false;

    [Parameter("Proves the one whose last proof is oldest, or that has none")]
    bool Oldest => TryGetValue<bool?>(() => Oldest) ?? false;

    Target Prove => _ => _
        .Description("Reads every byte of a backup, boots it in a throw-away Postgres without network, compares rows and tries the keys")
        .Executes(() => OperateAlone(async ct =>
        {
            var services = await Stack.Services(ct);
            var chosen = Choose(TargetOf(services.Settings.BackupDirectory));
            var proofs = new List<(string Id, BackupProof Proof)>();
            foreach (var backup in chosen)
                proofs.Add((backup.Backup.Id, await services.Backups.ProveAsync(backup.Backup, IdentityFile, ct)));
            Report(proofs.Select(one => new ProvedBackup(one.Id, one.Proof)).ToArray(), BackupTables.Of);
            if (proofs.Find(one => !one.Proof.Holds()) is { Proof: not null } failed)
                throw BackupTables.NotProved(failed.Id, failed.Proof);
        }));

    private CataloguedBackup[] Choose(string target)
    {
        if (new[] { Id is not null, All, Oldest }.Count(chosen => chosen) > 1)
            throw new DataSpecException(DataSpec.Operations.ExitCode.WrongUsage, "Of --id, --all and --oldest only one can be meant.");
        if (Id is not null || !(All || Oldest))
            return [BackupCatalogue.Find(target, Id ?? Newest(target))];
        var complete = BackupCatalogue.Read(target).Where(backup => backup.State is BackupState.Complete).ToArray();
        if (complete.Length == 0)
            throw Nothing(target);
        var readable = complete.Where(backup => IdentityFile is not null || !backup.IsEncrypted).ToArray();
        foreach (var closed in complete.Except(readable))
            Stack.Progress.Warn("prove", $"'{closed.Backup.Id}' is left out: it is encrypted, and no --identity was given");
        if (readable.Length == 0)
            throw new DataSpecException(DataSpec.Operations.ExitCode.WrongUsage, $"Every backup in '{target}' is encrypted.") { NextStep = "The same command with --identity FILE" };
        return All ? readable : [readable.MinBy(backup => backup.Proof?.At ?? DateTimeOffset.MinValue)!];
    }

    private static string Newest(string target) =>
        BackupCatalogue.Read(target).LastOrDefault(backup => backup.State is BackupState.Complete)?.Backup.Id ?? throw Nothing(target);

    private static DataSpecException Nothing(string target) =>
        new(DataSpec.Operations.ExitCode.WrongUsage, $"'{target}' holds no backup.") { NextStep = "./build.sh Backup" };
}
