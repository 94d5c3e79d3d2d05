using DataSpec.Operations.Backups;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Upgrades;

/// <summary>The backup that an upgrade relies on when everything else fails.</summary>
sealed class BackupChoice(PostgresClient postgres, BackupTools backups, IProgressSink progress, TimeProvider time)
{
    const string Label = "before-upgrade";

    /// <summary>Directory of one of this very cluster that is young enough and proved; taken where there is none.</summary>
    /// <exception cref="DataSpecException">The new one does not prove (exit code 4).</exception>
    public async Task<string> RunAsync(UpgradeOptions options, CancellationToken ct)
    {
        if (await FindAsync(options, ct) is { } found)
        {
            Warn(found.IsProved, found.Backup.Id);
            progress.Say("backup", $"{found.Backup.Id} of {found.Manifest!.Consistency.At.UtcDateTime:HH:mm} UTC is {(found.IsProved ? "proved and " : "")}young enough");
            return found.Backup.Directory;
        }

        return await TakeAsync(options, ct);
    }

    /// <summary>A new one.</summary>
    public async Task<string> TakeAsync(UpgradeOptions options, CancellationToken ct)
    {
        var made = await backups.BackupAsync(new BackupOptions { Target = options.BackupDirectory, Label = Label, Prove = !options.AcceptUnproved }, ct);
        if (made.Proof?.Holds() is false)
        {
            throw new DataSpecException(ExitCode.VerificationFailed, $"The backup '{made.Id}' was taken and does not hold: {made.Proof.Failures[0]}")
            {
                LeftAsItWas = "The stack runs as before.",
                NextStep = $"./build.sh Prove --id {made.Id}; --accept-unproved goes on without a proof",
            };
        }

        Warn(made.Proof is not null, made.Id);
        return made.Directory;
    }

    /// <summary>The youngest that will do; null where none does.</summary>
    public async Task<CataloguedBackup?> FindAsync(UpgradeOptions options, CancellationToken ct)
    {
        var systemIdentifier = (await postgres.QueryAsync("select system_identifier::text from pg_control_system()", row => row.GetString(0), ct))[0];
        return BackupCatalogue.Read(options.BackupDirectory).LastOrDefault(backup =>
            backup is { State: BackupState.Complete, Manifest: { Form: not BackupForm.Encrypted } manifest } && (backup.IsProved || options.AcceptUnproved)
            && manifest.Postgres.SystemIdentifier == systemIdentifier && time.GetUtcNow() - manifest.Consistency.At <= options.MaxBackupAge);
    }

    void Warn(bool isProved, string id)
    {
        if (!isProved)
            progress.Warn("backup", $"{id} was never shown to be restorable, and is accepted all the same (--accept-unproved)");
    }
}
