using System.Collections.Immutable;
using System.Globalization;

namespace DataSpec.Operations.Airflow;

/// <summary>What a person asked <c>Seed</c> to load; whatever is empty or null is taken from <c>.env</c>.</summary>
/// <param name="From">A URL, or a directory of this machine; null for the address in <c>.env</c>.</param>
public sealed record SeedRequest(ImmutableArray<string> Months, ImmutableArray<string> Types, string? From)
{
    static readonly ImmutableArray<string> KnownTypes = ["yellow", "green", "fhv", "fhvhv"];

    /// <summary>The directory, where <see cref="From"/> is one.</summary>
    public string? Directory => From is null || From.Contains("://", StringComparison.Ordinal) ? null : Path.GetFullPath(From);

    /// <summary>Checks everything before Airflow is asked.</summary>
    /// <exception cref="DataSpecException">All values that make no sense, together (exit code 2).</exception>
    public static SeedRequest Of(IEnumerable<string> months, IEnumerable<string> types, string? from)
    {
        var request = new SeedRequest([.. months], [.. types], from);
        string[] problems = [.. request.Problems()];
        return problems.Length == 0
            ? request
            : throw new DataSpecException(ExitCode.WrongUsage, string.Join('\n', problems))
            {
                LeftAsItWas = "Nothing was loaded; the tables are as they were.",
                NextStep = "./build.sh Seed --help",
            };
    }

    IEnumerable<string> Problems()
    {
        foreach (var month in Months.Where(month => !DateTime.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)))
            yield return $"'{month}' is no month: write it like 2024-01.";
        foreach (var type in Types.Except(KnownTypes, StringComparer.Ordinal))
            yield return $"'{type}' is no kind of trips: {string.Join(", ", KnownTypes)}.";
        if (Directory is { } directory && !System.IO.Directory.Exists(directory))
            yield return $"'{From}' is no directory of this machine.";
    }
}
