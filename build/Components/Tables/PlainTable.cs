using Spectre.Console;

/// <summary>The one look of all tables: header, rule, rows.</summary>
static class PlainTable
{
    public static Table With(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(column).NoWrap());
        return table;
    }

    /// <summary>Text as it is: brackets in names are no markup.</summary>
    public static Table AddTextRow(this Table table, params ReadOnlySpan<string> cells)
    {
        var texts = new Text[cells.Length];
        for (var i = 0; i < cells.Length; i++)
            texts[i] = new Text(cells[i]);
        return table.AddRow(texts);
    }
}
