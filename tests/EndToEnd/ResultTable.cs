namespace DataSpec.EndToEnd;

/// <summary>A line for each case that a run tried on the real stack, as a table for a page of <c>docs/</c>; a new run begins it anew.</summary>
/// <param name="file">Its name in <c>.nuke/temp</c>.</param>
sealed class ResultTable(string file, params string[] columns)
{
    public static readonly ResultTable Faults = new("faults.md", "fault", "fired", "should have");
    public static readonly ResultTable Upgrades = new("upgrades.md", "what happened", "what was typed", "how it ended");

    public static readonly ResultTable Backups = new("backups.md", "what happened", "what was typed", "how it ended");

    public static readonly ResultTable Pipeline = new("pipeline.md", "fault", "causes that Doctor named", "remedy of the first");

    readonly Lock _writing = new();
    bool _isBegun;

    public void Add(params string[] cells)
    {
        cells.Length.ShouldBe(columns.Length);
        lock (_writing)
        {
            var path = Path.Combine(SourceTree.Root, ".nuke", "temp", file);
            if (!_isBegun)
                File.WriteAllLines(path, [Line(columns), Line(columns.Select(_ => "---"))]);
            File.AppendAllLines(path, [Line(cells)]);
            _isBegun = true;
        }
    }

    static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
