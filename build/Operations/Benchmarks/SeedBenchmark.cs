using System.Globalization;
using System.Text.Json;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Benchmarks;

/// <summary>The load against a raw <c>COPY</c>, by <c>tests/benchmarks/seed/seed.py</c> in a container like the scheduler's.</summary>
sealed class SeedBenchmark(BenchmarkStack stack, IProcessRunner runner, IProgressSink progress)
{
    public async Task<Measured[]> RunAsync(bool quick, CancellationToken ct)
    {
        string[] sizes = quick ? ["--rows", "200000", "--pairs", "1", "--memory", "200000"] : [];
        var run = stack.Project.Compose(
            ["run", "--rm", "--no-deps", "-T", "--volume", $"{stack.PathOf("tests")}:/bench/tests:ro", "--volume", $"{stack.PathOf("airflow")}:/bench/airflow:ro",
            "airflow-scheduler", "python", "/bench/tests/benchmarks/seed/seed.py", .. sizes]);
        var result = (await runner.RunAsync(run, Tell, ct)).EnsureSuccess();
        return Read(result.StandardOutput);
    }

    /// <summary>Reads the document that the script prints.</summary>
    internal static Measured[] Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        double[] ratios = [.. Numbers(root, "pairs", "ratio")];
        var copy = Statistics.Spread([.. Numbers(root, "pairs", "copy_seconds")], "s");
        var load = Statistics.Spread([.. Numbers(root, "pairs", "load_seconds")], "s");
        var rows = root.GetProperty("rows").GetInt64();
        var memory = root.Items("memory").Select(run => string.Create(
            CultureInfo.InvariantCulture, $"{run.GetProperty("peak_mib").GetDouble():0} MiB at {run.GetProperty("rows").GetInt64():N0} rows"));
        return
        [
            Promise.Seed.Of(
                Statistics.Median(ratios),
                string.Create(CultureInfo.InvariantCulture, $"{Statistics.Spread(ratios, "x")} in {ratios.Length} pairs of {rows:N0} rows; COPY {copy}, load {load}")),
            Promise.SeedMemory.Of(Numbers(root, "memory", "peak_mib").Max(), string.Join(", ", memory)),
        ];
    }

    static IEnumerable<double> Numbers(JsonElement root, string list, string name) => root.Items(list).Select(item => item.GetProperty(name).GetDouble());

    void Tell(OutputLine line)
    {
        if (line.Stream is OutputSource.Error && line.Text.StartsWith("pair", StringComparison.Ordinal) || line.Text.StartsWith("memory:", StringComparison.Ordinal))
            progress.Say("seed", line.Text);
    }
}
