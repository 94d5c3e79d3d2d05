using System.Globalization;
using DataSpec.Operations;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Receiving;
using DataSpec.Operations.Reporting;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>Backups and proofs for people.</summary>
static class BackupTables
{
    public static IRenderable Of(BackupResult backup)
    {
        var table = PlainTable.With("Backup", "");
        table.AddTextRow("id", backup.Id);
        table.AddTextRow("directory", backup.Directory);
        table.AddTextRow("form", Form(backup.Form));
        table.AddTextRow("size", ProgressText.Size(backup.Bytes));
        table.AddTextRow("taken in", $"{Seconds(backup.Seconds)}, of which {Seconds(backup.CopySeconds)} for the copy of the database");
        table.AddTextRow("compared", $"{backup.Tables} tables{(backup.NotCompared > 0 ? $"; {backup.NotCompared} were rewritten or emptied meanwhile and are not" : "")}");
        table.AddTextRow("proved", backup.Proof switch
        {
            null => "no (--no-prove)",
            { } proof when proof.Holds() => $"yes, in {Seconds(proof.Seconds)}",
            { } proof => $"NO: {proof.Failures[0]}",
        });
        return table;
    }

    public static IRenderable Of(ProvedBackup[] proofs)
    {
        var table = PlainTable.With("Backup", "Proved", "Tables", "Rows", "Booted in", "Took");
        foreach (var (id, proof) in proofs.Select(one => (one.Id, one.Proof)))
            table.AddTextRow(id, proof.Holds() ? "yes" : "NO", Number(proof.Tables), Number(proof.Rows), Seconds(proof.BootSeconds), Seconds(proof.Seconds));
        return new Rows([table, .. proofs.SelectMany(one => one.Proof.Holds() ? one.Proof.Checks : one.Proof.Failures).Select(sentence => new Text($"  {sentence}"))]);
    }

    public static IRenderable Of(BackupListingResult listed, DateTimeOffset now)
    {
        if (listed.Backups.IsEmpty)
            return new Text($"No backup in '{listed.Target}'. ./build.sh Backup makes one.");
        var table = PlainTable.With("Backup", "Age", "Form", "Size", "Proved (UTC)", "Kept", "Postgres", "Label");
        foreach (var backup in listed.Backups)
        {
            table.AddTextRow(
                backup.Id, backup.At is { } at ? ProgressText.Duration(now - at) : "", backup.Form is { } form ? Form(form) : "", backup.Bytes is { } bytes ? ProgressText.Size(bytes) : "",
                backup.Proved?.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? (backup.State is BackupState.Complete ? "no" : backup.Problem ?? ""),
                Kept(backup), backup.Postgres ?? "", backup.Label ?? "");
        }

        return new Rows([table, .. listed.Pruned.Select(id => new Text($"deleted: {id}")), .. listed.Restorable.IsEmpty ? [] : (Text[])[new(RestorableRange.Tell(listed.Restorable))]]);
    }

    public static Dictionary<string, string> AddResult(this Dictionary<string, string> summary, BackupResult backup)
    {
        summary["backup"] = backup.Id;
        summary["proved"] = backup.Proof is null ? "not asked for" : backup.Proof.Holds() ? "yes" : "NO";
        return summary;
    }

    public static DataSpecException NotProved(string id, BackupProof proof) =>
        new(ExitCode.VerificationFailed, $"The backup '{id}' is not proved: {string.Join("; ", proof.Failures.Take(5))}")
        {
            LeftAsItWas = "It stays where it is, is listed as not proved, and replaces no other.",
            NextStep = "./build.sh Backup (another one), and keep the older proved ones until it holds",
        };

    static string Kept(ListedBackup backup) => backup.Kept is null ? (backup.State is BackupState.Complete ? "no" : "")
        : backup.KeptUntil is { } until ? $"{backup.Kept}, until {until.UtcDateTime:yyyy-MM-dd}" : backup.Kept;

    static string Form(BackupForm form) => form.ToString().ToLowerInvariant();

    static string Seconds(double seconds) => ProgressText.Duration(TimeSpan.FromSeconds(seconds));

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
