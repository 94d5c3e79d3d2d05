using System.Collections.Immutable;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Benchmarks;

/// <summary>What the build adds to commands that do little.</summary>
sealed class CommandBenchmarks(IProcessRunner runner, bool quick)
{
    const string Plain = "docker compose ps";

    readonly PairedRuns _runs = new(runner);

    public async Task<Measured> PassthroughAsync(BenchmarkStack stack, CancellationToken ct) =>
        Of(Promise.Passthrough, "Compose -- ps", await _runs.AlternateAsync(stack.Build("Compose", "--", "ps"), stack.Project.Compose("ps"), quick ? 1 : 10, ct));

    public async Task<Measured> UpAgainAsync(BenchmarkStack stack, CancellationToken ct) =>
        Of(Promise.UpAgain, "Up", await _runs.AlternateAsync(stack.Build("Up"), stack.Project.Compose("ps"), quick ? 1 : 5, ct));

    static Measured Of(Promise promise, string target, ImmutableArray<Pair> pairs) => promise.Of(
        Statistics.Median(pairs.Select(pair => pair.Overhead)),
        $"{target} {Statistics.Spread([.. pairs.Select(pair => pair.Ours)], "s")}, {Plain} {Statistics.Spread([.. pairs.Select(pair => pair.Plain)], "s")}, "
        + $"difference {Statistics.Spread([.. pairs.Select(pair => pair.Overhead)], "s")} in {pairs.Length} pairs");
}
