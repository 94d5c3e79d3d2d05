using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Reporting;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>What was done to the stack, newest first.</summary>
static class HistoryTable
{
    public static IRenderable Of(ImmutableArray<HistoryLine> lines)
    {
        if (lines.IsEmpty)
            return new Rows(new Text("Nothing was done to this stack that keeps a journal: no backup, restore, upgrade or change of secrets."));
        var table = PlainTable.With("Begun (UTC)", "What", "Result", "Took", "Without pages", "Versions", "Note");
        foreach (var line in lines)
        {
            table.AddTextRow(
                line.Begun.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), line.Kind, line.Result, Seconds(line.Seconds), Seconds(line.StopSeconds),
                line.Versions ?? "", line.Note ?? "");
        }

        return table;
    }

    static string Seconds(double? seconds) => seconds is { } number ? ProgressText.Duration(TimeSpan.FromSeconds(number)) : "";
}
