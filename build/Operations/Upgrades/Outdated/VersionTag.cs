using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSpec.Operations.Upgrades.Outdated;

/// <summary>A version as tags write it: <c>18.6</c>, <c>v1.20.1</c>, <c>3.3.2-python3.12</c>.</summary>
/// <param name="Prefix"><c>v</c> or nothing.</param>
/// <param name="Suffix">All that follows the numbers: a variant (<c>-python3.12</c>), or what makes it a pre-release (<c>rc1</c>).</param>
sealed partial record VersionTag(string Text, string Prefix, ImmutableArray<long> Numbers, string Suffix)
{
    /// <summary>Null for what is no version: <c>latest</c>, <c>bookworm</c>, a hash.</summary>
    public static VersionTag? Parse(string text)
    {
        var match = Shape().Match(text);
        return match.Success
            ? new(text, match.Groups["v"].Value, [.. match.Groups["n"].Value.Split('.').Select(part => long.Parse(part, CultureInfo.InvariantCulture))], match.Groups["rest"].Value)
            : null;
    }

    /// <summary>The version in the reference of an image, its variant left out; null where it has none.</summary>
    public static VersionTag? OfImage(string reference)
    {
        var name = reference.Split('@')[0];
        var tag = name.LastIndexOf(':') is var colon and >= 0 && !name.AsSpan(colon).Contains('/') ? name[(colon + 1)..] : "";
        return Parse(tag) is { } version ? version with { Suffix = "" } : null;
    }

    /// <summary>What belongs together: <c>18</c> of <c>18.6</c>.</summary>
    public long Major => Numbers[0];

    public string Version => string.Join('.', Numbers);

    /// <summary>The same kind of tag: a plain <c>18</c>, which moves, is none beside <c>18.6</c>, nor is a pre-release or another variant.</summary>
    public bool IsLike(VersionTag other) =>
        Prefix == other.Prefix && Numbers.Length == other.Numbers.Length && Suffix == (other.Suffix.StartsWith('-') ? other.Suffix : "");

    /// <summary>By the numbers alone; a missing one counts as 0.</summary>
    public static IComparer<VersionTag> Order { get; } = Comparer<VersionTag>.Create((one, other) => one.Versus(other));

    /// <summary>Less than 0 for an older version than the other, more for a newer one.</summary>
    public int Versus(VersionTag other)
    {
        for (var i = 0; i < Math.Max(Numbers.Length, other.Numbers.Length); i++)
        {
            if (NumberAt(i).CompareTo(other.NumberAt(i)) is not 0 and var order)
                return order;
        }

        return 0;
    }

    long NumberAt(int index) => index < Numbers.Length ? Numbers[index] : 0;

    [GeneratedRegex(@"^(?<v>v?)(?<n>\d{1,12}(\.\d{1,12}){0,5})(?<rest>([^.\d].*)?)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Shape();
}
