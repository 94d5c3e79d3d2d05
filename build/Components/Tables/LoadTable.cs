using System.Globalization;
using DataSpec.Operations.Airflow;
using Spectre.Console.Rendering;

static class LoadTable
{
    public static IRenderable Of(LoadResult load)
    {
        var table = PlainTable.With("Table", "Months", "Rows", "Rows in files", "Seconds");
        foreach (var loaded in load.Tables)
            table.AddTextRow(loaded.Table, string.Join(' ', loaded.Months), Number(loaded.Rows), Number(loaded.FileRows), Seconds(loaded.Seconds));
        return table;
    }

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    static string Seconds(double? seconds) => seconds?.ToString("0.0", CultureInfo.InvariantCulture) ?? "";
}
