using System.Globalization;
using DataSpec.Operations.Dumps;
using DataSpec.Operations.Reporting;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>A dump for people.</summary>
static class DumpTable
{
    public static IRenderable Of(DumpResult dump)
    {
        var table = PlainTable.With("Database", "File", "Tables", "Rows", "Size");
        foreach (var database in dump.Manifest.Databases)
        {
            var bytes = dump.Manifest.Files.Where(file => file.Path == database.Path || file.Path.StartsWith($"{database.Path}/", StringComparison.Ordinal)).Sum(file => file.Size);
            table.AddTextRow(database.Database, database.Path, Number(database.Content.Tables.Length), Number(database.Content.Tables.Sum(one => one.Rows)), ProgressText.Size(bytes));
        }

        var proof = dump.Manifest.Proof is { } proved
            ? $"Restored into a throw-away Postgres in {Seconds(proved.Seconds)}: the tables have their rows."
            : "Not restored to prove it (--no-prove).";
        var left = dump.Manifest.Databases.SelectMany(database => database.Content.NotCompared.Select(one => new Text($"not compared: {one.Table} of {database.Database}: {one.Reason}")));
        return new Rows([table, .. left, new Text($"{dump.Directory}: {ProgressText.Size(dump.Manifest.Bytes())} in {Seconds(dump.Seconds)}. {proof}")]);
    }

    static string Seconds(double seconds) => ProgressText.Duration(TimeSpan.FromSeconds(seconds));

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
