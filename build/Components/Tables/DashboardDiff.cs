using DataSpec.Operations.Superset;
using Spectre.Console;
using Spectre.Console.Rendering;

static class DashboardDiff
{
    public static IRenderable Of(AssetPlan plan) =>
        plan.IsEmpty ? new Text("The files and Superset agree.") : new Rows(plan.Changes.SelectMany(change => change.Diff).Select(Line));

    static Text Line(string line) => new(line, line switch
    {
        ['+', '+', '+', ..] or ['-', '-', '-', ..] => new Style(decoration: Decoration.Bold),
        ['+', ..] => new Style(Color.Green),
        ['-', ..] => new Style(Color.Red),
        ['@', ..] => new Style(Color.Blue),
        _ => Style.Plain,
    });
}
