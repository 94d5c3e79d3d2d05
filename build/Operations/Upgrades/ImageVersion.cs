using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSpec.Operations.Upgrades;

/// <summary>The version in a reference of an image: what its tag begins with.</summary>
static partial class ImageVersion
{
    /// <summary>Null for a tag without a number, as <c>latest</c>, and for a digest alone.</summary>
    public static Version? Of(string reference)
    {
        if (TagForm().Match(reference) is not { Success: true } match)
            return null;
        int[] parts = [.. match.Groups["number"].Value.Split('.').Select(part => int.Parse(part, CultureInfo.InvariantCulture))];
        return new Version(parts[0], parts.ElementAtOrDefault(1), parts.ElementAtOrDefault(2), parts.ElementAtOrDefault(3));
    }

    /// <summary>The number as it is written, else the whole reference.</summary>
    public static string TextOf(string reference) => TagForm().Match(reference) is { Success: true } match ? match.Groups["number"].Value : reference;

    /// <summary>True where both have a version and they differ.</summary>
    public static bool Differ(string one, string other) => Of(one) is { } left && Of(other) is { } right && left != right;

    /// <summary>Without tag and digest.</summary>
    public static string RepositoryOf(string reference)
    {
        var name = reference.Split('@')[0];
        var tag = name.IndexOf(':', name.LastIndexOf('/') + 1);
        return tag < 0 ? name : name[..tag];
    }

    [GeneratedRegex("^[^@]*[^/:]:v?(?<number>[0-9]{1,8}(\\.[0-9]{1,8}){0,3})[^/:]*(@.*)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TagForm();
}
