using System.Collections.Immutable;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Reporting;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>Restores for people.</summary>
static class RestoreTables
{
    public static IRenderable Of(RestoreResult restore)
    {
        var table = PlainTable.With("Restore", "");
        table.AddTextRow("from", restore.From);
        if (restore.At is { } at)
            table.AddTextRow("holds", $"everything up to {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        table.AddTextRow("exchanged", string.Join(", ", restore.Replaced));
        table.AddTextRow("took", $"{Seconds(restore.Seconds)}{(restore.DownSeconds is { } down ? $", of which {Seconds(down)} without the stack" : "")}");
        table.AddTextRow("before", restore.Previous is { } previous ? $"kept in {previous}" : "nothing was there");
        string[] next =
        [
            restore.Started ? "The stack runs with it." : "Start it: ./build.sh Up",
            restore.Previous is null ? "" : "Back to the state before: ./build.sh Restore --undo; delete that state: ./build.sh Restore --prune",
        ];
        return new Rows([table, .. restore.Checks.Concat(restore.Notes).Select(sentence => new Text($"  {sentence}")), .. next.Where(line => line.Length > 0).Select(line => new Text(line))]);
    }

    public static IRenderable Of(CloneResult clone) => new Rows(
    [
        LinksTable.Of(clone.Links),
        .. clone.Checks.Select(sentence => new Text($"  {sentence}")),
        new Text($"'{clone.Project}' holds everything up to {clone.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; passwords: {clone.Directory}/data/credentials.txt"),
        new Text($"Take it away: ./build.sh Restore --as {clone.Name} --remove"),
    ]);

    public static IRenderable Of(ImmutableArray<KeptState> pruned) => pruned.IsEmpty
        ? new Text("No state before a restore is kept.")
        : new Rows(pruned.Select(state => new Text($"deleted: the state before the {state.What} of {state.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")));

    public static Dictionary<string, string> AddResult(this Dictionary<string, string> summary, RestoreResult restore)
    {
        summary["from"] = restore.From;
        summary["stack"] = restore.Started ? "runs" : "down";
        return summary;
    }

    public static Dictionary<string, string> AddResult(this Dictionary<string, string> summary, CloneResult clone)
    {
        summary["clone"] = clone.Project;
        return summary;
    }

    static string Seconds(double seconds) => ProgressText.Duration(TimeSpan.FromSeconds(seconds));
}
