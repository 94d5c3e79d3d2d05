using System.Text.RegularExpressions;

namespace DataSpec.Operations.Containers;

/// <summary>Versions as programs print them: <c>v2.40.3</c>, <c>20.10.24+dfsg1</c>, <c>2.27.0-desktop.2</c>.</summary>
static partial class VersionText
{
    /// <summary>The first dotted number in the text; null where there is none.</summary>
    public static Version? Parse(string? text) =>
        text is not null && DottedNumber().Match(text) is { Success: true } match && Version.TryParse(match.Value, out var version)
            ? version
            : null;

    [GeneratedRegex(@"\d+\.\d+(\.\d+)?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DottedNumber();
}
