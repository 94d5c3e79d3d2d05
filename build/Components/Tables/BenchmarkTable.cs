using DataSpec.Operations.Benchmarks;
using Spectre.Console;
using Spectre.Console.Rendering;

static class BenchmarkTable
{
    public static IRenderable Of(BenchmarkResult result)
    {
        var table = PlainTable.With("Benchmark", "Goal", "Measured", "Met");
        foreach (var measured in result.Measured)
            table.AddTextRow(measured.Name, measured.Goal, measured.Result, measured.IsMet ? "yes" : "no");
        return new Rows(table, new Text(result.Machine.ToString()));
    }
}
