using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace DataSpec.Operations.Verification.Expectations;

/// <summary>The keys of a rule in the order in which they are shown, each with the kind of its value.</summary>
sealed record ExpectationForm(ImmutableArray<(string Key, string Kind)> Keys, ImmutableArray<string> Required, ImmutableArray<string> OneOf);

/// <summary>Which rules there are; the same as in <c>airflow/include/expectations/rules.py</c>.</summary>
static partial class ExpectationForms
{
    static readonly (string, string) _column = ("column", "text");
    static readonly (string, string) _share = ("tolerance", "share");

    public static ImmutableArray<(string Rule, ExpectationForm Form)> All { get; } =
    [
        ("rows", new([("min", "count"), ("max", "count"), ("files", "equal")], [], ["min", "max", "files"])),
        ("not_null", new([_column, _share], ["column"], [])),
        ("range", new([_column, ("min", "text"), ("max", "text"), _share], ["column"], ["min", "max"])),
        ("values", new([_column, ("allowed", "list"), _share], ["column", "allowed"], [])),
        ("unique", new([_column, _share], ["column"], [])),
        ("months", new([_column, _share], ["column"], [])),
        ("every_month", new([_column, ("min", "count")], ["column", "min"], [])),
        ("newest", new([_column, ("days", "count")], ["column", "days"], [])),
        ("loaded", new([("days", "count")], ["days"], [])),
    ];

    public static string Names => string.Join(", ", All.Select(known => known.Rule));

    public static ExpectationForm? Of(string rule) => All.FirstOrDefault(known => string.Equals(known.Rule, rule, StringComparison.Ordinal)).Form;

    /// <summary>What a value of this kind must be, where this one is not that; null where it is right.</summary>
    public static string? Refusal(string kind, string value) => kind switch
    {
        "count" when !Count().IsMatch(value) => "a whole number, as in 1000",
        "share" when !Share().IsMatch(value) => "a share of the rows below 100%, as in 0.1%",
        "equal" when value is not "equal" => "equal",
        "severity" when value is not ("error" or "warn") => "error or warn",
        _ => null,
    };

    [GeneratedRegex(@"\A[0-9]{1,15}\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Count();

    [GeneratedRegex(@"\A[0-9]{1,2}(\.[0-9]{1,6})?%\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Share();
}
