using System.Globalization;

namespace DataSpec.Operations.Benchmarks;

/// <summary>The little arithmetic of the benchmarks.</summary>
static class Statistics
{
    /// <summary>The middle value; of an even number the mean of the two in the middle.</summary>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0)
            throw new ArgumentException("A median needs at least one value.", nameof(values));
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>Median and range as people read them: "0.21 s (0.20 to 0.24)".</summary>
    public static string Spread(IReadOnlyCollection<double> values, string unit) => string.Create(
        CultureInfo.InvariantCulture, $"{Median(values):0.00} {unit} ({values.Min():0.00} to {values.Max():0.00})");
}
