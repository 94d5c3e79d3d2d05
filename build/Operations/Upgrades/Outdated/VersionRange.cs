using System.Collections.Immutable;

namespace DataSpec.Operations.Upgrades.Outdated;

/// <summary>Conditions on a version, all of which must hold: <c>&gt;=2.7 &lt;3</c>; <c>*</c> is any.</summary>
sealed record VersionRange(ImmutableArray<(string Operator, VersionTag Bound)> Conditions)
{
    static readonly ImmutableArray<string> Operators = [">=", "<=", ">", "<", "="];

    /// <exception cref="FormatException">Not of that form.</exception>
    public static VersionRange Parse(string text) =>
        text.Trim() == "*" ? new([]) : new([.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Condition)]);

    public bool Holds(VersionTag version) => Conditions.All(condition => (condition.Operator, version.Versus(condition.Bound)) switch
    {
        (">=", var order) => order >= 0,
        ("<=", var order) => order <= 0,
        (">", var order) => order > 0,
        ("<", var order) => order < 0,
        (_, var order) => order == 0,
    });

    static (string, VersionTag) Condition(string text) =>
        Operators.FirstOrDefault(sign => text.StartsWith(sign, StringComparison.Ordinal)) is { } found && VersionTag.Parse(text[found.Length..]) is { Suffix: "" } bound
            ? (found, bound)
            : throw new FormatException($"'{text}' is no condition on a version, as '>=3.2'");
}
