using System.Globalization;
using System.Text.Json;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Benchmarks;

/// <summary><c>Verify</c> and <c>Status</c> on the healthy stack with Superset: time, what the program adds to its slowest check, and false alarms.</summary>
sealed class VerifyBenchmark(BenchmarkStack stack, IProcessRunner runner, IProgressSink progress, bool quick)
{
    readonly PairedRuns _runs = new(runner);

    /// <param name="Slowest">The longest of its checks, as it measured it.</param>
    /// <param name="Alone">A run of that check and no other.</param>
    sealed record Look(double Seconds, double Slowest, double Alone, string[] Failed);

    public async Task<Measured[]> RunAsync(CancellationToken ct)
    {
        await stack.SwitchOnAsync("bi", ct);
        var status = await _runs.RepeatAsync(stack.Build("Status"), quick ? 1 : 10, ct);
        var (first, second) = (await LevelAsync("1", ct), await LevelAsync("2", ct));
        Look[] all = [.. first, .. second];
        var alarms = all.Sum(look => look.Failed.Length);
        return
        [
            Promise.Status.Of(Statistics.Median(status), $"{Statistics.Spread(status, "s")} in {status.Length} runs"),
            Time(Promise.VerifyFirst, first),
            Ratio(Promise.VerifyFirstRatio, first, "slowest check", look => look.Slowest),
            Ratio(Promise.VerifyFirstAlone, first, "alone", look => look.Alone),
            Time(Promise.VerifySecond, second),
            Ratio(Promise.VerifySecondRatio, second, "slowest check", look => look.Slowest),
            Promise.VerifyAlarms.Of(alarms, $"{alarms} failed checks in {all.Length} runs{(alarms == 0 ? "" : $": {string.Join(", ", all.SelectMany(look => look.Failed).Distinct(StringComparer.Ordinal))}")}"),
        ];
    }

    static Measured Time(Promise promise, List<Look> looks) => promise.Of(Statistics.Median(looks.Select(look => look.Seconds)), $"{Statistics.Spread([.. looks.Select(look => look.Seconds)], "s")} in {looks.Count} runs");

    static Measured Ratio(Promise promise, List<Look> looks, string other, Func<Look, double> time)
    {
        double[] ratios = [.. looks.Select(look => look.Seconds / time(look))];
        return promise.Of(Statistics.Median(ratios), $"{Statistics.Spread(ratios, "x")} in {looks.Count} runs; {other} {Statistics.Spread([.. looks.Select(time)], "s")}");
    }

    async Task<List<Look>> LevelAsync(string level, CancellationToken ct)
    {
        var looks = new List<Look>();
        // One that does not count: the first after a start still finds services warming up.
        for (var i = -1; i < (quick ? 1 : 20); i++)
        {
            var run = await runner.RunAsync(stack.Build("Verify", "--level", level, "--json"), ct: ct);
            using var report = JsonDocument.Parse(run.StandardOutput);
            JsonElement[] checks = [.. report.RootElement.GetProperty("checks").EnumerateArray()];
            var slowest = checks.MaxBy(check => check.GetProperty("seconds").GetDouble());
            var look = new Look(
                run.Duration.TotalSeconds, slowest.GetProperty("seconds").GetDouble(),
                await _runs.SecondsAsync(stack.Build("Verify", "--only", slowest.GetProperty("id").GetString()!, "--json"), ct),
                [.. checks.Where(check => check.GetProperty("status").GetString() is "failed").Select(check => check.GetProperty("id").GetString()!)]);
            if (i >= 0)
                looks.Add(look);
        }

        progress.Say("verify", string.Create(CultureInfo.InvariantCulture, $"level {level}: {Statistics.Median(looks.Select(look => look.Seconds)):0.00} s"));
        return looks;
    }
}
