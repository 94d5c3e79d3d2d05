using System.Globalization;

namespace DataSpec.Operations.Reporting;

/// <summary>How far a long piece of work is, in words: amount, rate and the time left where the total is known.</summary>
public static class ProgressText
{
    const string Bytes = "bytes";

    public static string Of(long done, long? total, string unit, TimeSpan elapsed)
    {
        var rate = elapsed.TotalSeconds > 0.5 ? done / elapsed.TotalSeconds : 0;
        var parts = new List<string> { total is { } all ? $"{Amount(done, unit)} of {Amount(all, unit)}" : Amount(done, unit) };
        if (rate > 0 && done > 0)
            parts.Add($"{Amount((long)rate, unit)}/s");
        if (total > done && rate > 0)
            parts.Add($"{Duration(TimeSpan.FromSeconds((total.Value - done) / rate))} left");
        return string.Join(", ", parts);
    }

    /// <summary>A number of bytes with a decimal unit ("23.4 MB"), or any other amount with thousands separated.</summary>
    public static string Amount(long value, string unit) => string.Equals(unit, Bytes, StringComparison.Ordinal)
        ? Size(value)
        : string.Create(CultureInfo.InvariantCulture, $"{value:N0} {unit}");

    public static string Size(long bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var (value, unit) = ((double)bytes, 0);
        while (value >= 1000 && unit < units.Length - 1)
            (value, unit) = (value / 1000, unit + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{value:0.#} {units[unit]}");
    }

    public static string Duration(TimeSpan duration) => duration.TotalSeconds switch
    {
        < 10 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s"),
        < 90 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalHours:0.0} h"),
    };
}
