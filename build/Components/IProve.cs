using System.ComponentModel;
using DataSpec.Operations;
using DataSpec.Operations.Backups;
using Nuke.Common;

/// <summary>Shows again that backups can be restored.</summary>
[Category(Group.Data)]
interface IProve : IOpensBackups
{
    [Parameter("Id of the backup, its directory, or 'latest'", ValueProviderMember = nameof(BackupIds))]
    string? Id => TryGetValue(() => Id);

    [Parameter("Proves every backup of the target")]
    bool All => TryGetValue<bool?>(() => All) ?? false;

    [Parameter("Proves the one whose last proof is oldest, or that has none")]
    bool Oldest => TryGetValue<bool?>(() => Oldest) ?? false;

    Target Prove => _ => _
        .Description("""
            Shows again that a backup can be restored

            Reads every byte, boots it in a throw-away Postgres without network, compares the rows and tries
            the keys.

            Examples:
              ./build.sh Prove                                     the newest
              ./build.sh Prove --oldest                            the one that was not looked at for longest
              ./build.sh Prove --all --identity ~/backup.key       all of them, the encrypted too

            Codes of its own: 4 a proof does not hold.
            Page: docs/backup.md
            """)
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
