using System.Globalization;

namespace DataSpec.Operations.Benchmarks;

/// <summary>The measured part of <c>docs/benchmarks.md</c>, between two markers.</summary>
public static class BenchmarkPage
{
    const string Begin = "<!-- measured: written by ./build.sh Benchmark --write -->";
    const string End = "<!-- end of measured -->";

    static readonly string[] _head = ["| name | promise | goal | measured | met | run |", "|---|---|---|---|---|---|"];

    /// <summary>The page with the lines of this run; what this run did not measure keeps its line and date.</summary>
    /// <exception cref="DataSpecException">A marker is missing.</exception>
    public static string With(string page, BenchmarkResult result)
    {
        var begin = page.IndexOf(Begin, StringComparison.Ordinal);
        var end = page.IndexOf(End, StringComparison.Ordinal);
        if (begin < 0 || end < begin)
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The page lacks the marker '{Begin}' or '{End}' after it.");
        var old = page[(begin + Begin.Length)..end].Split('\n');
        string[] rows = [.. Lines(name => $"| {name} |", measured => Row(measured, result))];
        var details = Lines(name => $"- {name}: ", measured => $"- {measured.Name}: {measured.Detail}");
        // Only runs that a line still refers to.
        var machines = old.Append($"- run {Run(result)}: {result.Machine}")
            .Where(line => line.StartsWith("- run ", StringComparison.Ordinal) && rows.Any(row => row.EndsWith($"| {line[6..22]} |", StringComparison.Ordinal)));
        return $"{page[..begin]}{Begin}\n{string.Join('\n', [.. _head, .. rows, "", .. details, .. machines])}\n{page[end..]}";

        IEnumerable<string> Lines(Func<string, string> key, Func<Measured, string> line) =>
            from name in Promise.All.Select(promise => promise.Name)
            let now = result.Measured.FirstOrDefault(measured => string.Equals(measured.Name, name, StringComparison.Ordinal))
            let text = now is null ? old.FirstOrDefault(before => before.StartsWith(key(name), StringComparison.Ordinal)) : line(now)
            where text is not null
            select text;
    }

    static string Row(Measured measured, BenchmarkResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {measured.Name} | {measured.What} | {measured.Goal} | {measured.Result} | {(measured.IsMet ? "yes" : "**no**")} | {Run(result)} |");

    static string Run(BenchmarkResult result) => result.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
