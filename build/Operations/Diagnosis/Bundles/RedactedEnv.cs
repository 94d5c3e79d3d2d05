using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Diagnosis.Bundles;

/// <summary><c>.env</c> without what nobody else may read: only values of keys that are known to be public are shown, and no comment.</summary>
static partial class RedactedEnv
{
    static readonly FrozenSet<string> Public = EnvKeys.All.Where(key => key is { IsSecret: false, IsPrivate: false }).Select(key => key.Name).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A line a key, in the order of the file; works line by line on a text that cannot be parsed.</summary>
    public static string Of(string env)
    {
        var text = new StringBuilder("# Values that may be secret and all comments are left out.\n");
        foreach (var (key, value) in Lines(env))
            text.Append(key).Append('=').Append(Public.Contains(key) ? value : "***").Append('\n');
        return text.ToString();
    }

    /// <summary>Every value that is not known to be public, also out of comments: an old password stands there after a change by hand.</summary>
    public static IEnumerable<string> SecretsOf(string env) =>
        Lines(env).Concat(Lines(Comments().Replace(env, "")))
            .Where(line => !Public.Contains(line.Key) && line.Value.Length >= Shortest && !OrdinaryValue().IsMatch(line.Value))
            .Select(line => line.Value);

    /// <summary>What a container's environment may show: nothing but switches and what <c>.env</c> shows too.</summary>
    public static FrozenSet<string> PublicValuesOf(string env) =>
        Lines(env).Where(line => Public.Contains(line.Key)).Select(line => line.Value).Where(value => value.Length > 0).ToFrozenSet(StringComparer.Ordinal);

    const int Shortest = 6;

    static IEnumerable<(string Key, string Value)> Lines(string env)
    {
        try
        {
            return [.. EnvDocument.Parse(env).Entries.Select(entry => (entry.Key, entry.Value ?? ""))];
        }
        catch (EnvSyntaxException)
        {
            return [.. Assignment().Matches(env).Select(match => (match.Groups["key"].Value, match.Groups["value"].Value.Trim().Trim('"', '\'')))];
        }
    }

    [GeneratedRegex(@"^[ \t]*#+[ \t]*", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Comments();

    [GeneratedRegex(@"^[ \t]*(export[ \t]+)?(?<key>[\w.-]+)[ \t]*[=:](?<value>.*)$", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Assignment();

    /// <summary>Hiding these would hide half of every log.</summary>
    [GeneratedRegex(@"^([0-9.:]+|true|false|[a-z]+|/[\w./-]*)$", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex OrdinaryValue();
}
