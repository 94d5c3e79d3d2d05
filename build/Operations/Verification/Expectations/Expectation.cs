using System.Collections.Immutable;

namespace DataSpec.Operations.Verification.Expectations;

/// <summary>One rule of a file of expectations.</summary>
/// <param name="Options">Its keys with their values as written, in the order of the rule's form, without rule and severity.</param>
/// <param name="Allowed">The list of a rule <c>values</c>, else empty.</param>
/// <param name="Severity"><c>error</c> or <c>warn</c>.</param>
/// <param name="Line">Where it stands in the file, from 1.</param>
sealed record Expectation(
    string Schema, string Table, string Rule, ImmutableArray<KeyValuePair<string, string>> Options, ImmutableArray<string> Allowed, string Severity, int Line)
{
    public string Column => this["column"]!;

    public string Qualified => $"{Schema}.{Table}";

    public string? this[string key] => Options.FirstOrDefault(option => string.Equals(option.Key, key, StringComparison.Ordinal)).Value;

    public override string ToString() => string.Join(
        ", ", [$"{Rule} {this["column"]}".Trim(), .. Options.Where(option => option.Key is not "column").Select(option => $"{option.Key} {option.Value}")]);
}

/// <summary>What is known of the newest good load of a table.</summary>
/// <param name="Months">As <c>2024-01</c>; empty where none were asked for.</param>
/// <param name="FileRows">Rows of its files; null where there is no record.</param>
/// <param name="Age">Days since it ended; null where there is no record.</param>
sealed record LoadKnown(ImmutableArray<string> Months, long? FileRows, double? Age)
{
    public static LoadKnown Nothing { get; } = new([], null, null);
}
