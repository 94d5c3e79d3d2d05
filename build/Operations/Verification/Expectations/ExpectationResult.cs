using System.Collections.Immutable;
using System.Globalization;

namespace DataSpec.Operations.Verification.Expectations;

/// <summary>What a table says to one rule.</summary>
/// <param name="Table">Schema and name.</param>
/// <param name="Rule">The rule as text, such as <c>range fare_amount, min 0, tolerance 0.1%</c>.</param>
/// <param name="Severity"><c>error</c> or <c>warn</c>.</param>
/// <param name="Total">Rows; for <c>every_month</c> months; 1 where the rule is about the table as a whole.</param>
/// <param name="Failing">How many of them break the rule.</param>
/// <param name="IsMet">True where no more break it than are tolerated.</param>
/// <param name="Finding">In words, with an example where there is one.</param>
/// <param name="Place">File and line of the rule.</param>
public sealed record ExpectationResult(string Table, string Rule, string Severity, long Total, long Failing, bool IsMet, string Finding, string Place)
{
    /// <summary>The same line that a load ends with.</summary>
    public override string ToString() => $"{Table} {(IsMet ? "meets" : "breaks")} '{Rule}' ({Place}): {Finding}";

    internal static ExpectationResult Of(Expectation rule, string file, LoadKnown known, long rows, ImmutableArray<long> counts)
    {
        var (total, failing) = rule.Rule switch
        {
            "rows" => (rows, FailingRows(rule, known, rows)),
            "every_month" => (counts.Length, counts.Count(count => count < Number(rule, "min")!)),
            "newest" => (1, counts[0]),
            "loaded" => (1, known.Age > Number(rule, "days") ? 1 : 0),
            _ => (rows, counts[0]),
        };
        var tolerance = decimal.Parse(rule["tolerance"]?.TrimEnd('%') ?? "0", CultureInfo.InvariantCulture);
        var met = rule.Rule is "rows" ? failing == 0 : failing * 100m <= tolerance * total;
        return new(rule.Qualified, $"{rule}", rule.Severity, total, failing, met, Words(rule, known, total, failing, counts), $"{file}:{rule.Line}");
    }

    internal ExpectationResult WithExample(string rule, string? example) =>
        rule is "newest" ? this with { Finding = $"newest {example ?? "is none"}" }
        : example is null ? this
        : this with { Finding = $"{Finding}, as {example}" };

    static long FailingRows(Expectation rule, LoadKnown known, long rows) => new[]
    {
        0,
        (Number(rule, "min") ?? 0) - rows,
        rows - (Number(rule, "max") ?? rows),
        rule["files"] is null ? 0 : Math.Abs(rows - (known.FileRows ?? rows)),
    }.Max();

    static string Words(Expectation rule, LoadKnown known, long total, long failing, ImmutableArray<long> counts)
    {
        var few = rule.Rule is "every_month" ? counts.TakeWhile(count => count >= Number(rule, "min")!).Count() : 0;
        var invariant = CultureInfo.InvariantCulture;
        return rule.Rule switch
        {
            "rows" => string.Create(invariant, $"{total:N0} rows") + (rule["files"] is not null && known.FileRows is { } files ? string.Create(invariant, $", {files:N0} in the files") : ""),
            "loaded" => string.Create(invariant, $"loaded {known.Age:F1} days ago"),
            "newest" => "new enough",
            "every_month" => string.Create(invariant, $"{failing:N0} of {total:N0} months")
                + (failing == 0 ? "" : string.Create(invariant, $", as {known.Months[few]} has {counts[few]:N0}")),
            _ => string.Create(invariant, $"{failing:N0} of {total:N0} rows"),
        };
    }

    static long? Number(Expectation rule, string key) => rule[key] is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
}
