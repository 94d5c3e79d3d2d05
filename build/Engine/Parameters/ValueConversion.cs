using System.Globalization;
using DataSpec.Engine.Definition;
using Nuke.Common.IO;

namespace DataSpec.Engine.Parameters;

/// <summary>Turns text into a parameter's type, in the invariant culture.</summary>
static class ValueConversion
{
    static readonly Dictionary<Type, (string Expected, Func<string, string, object?> Convert)> Types = new()
    {
        [typeof(string)] = ("a text", (text, _) => text),
        [typeof(bool)] = ("true or false", (text, _) => bool.TryParse(text, out var flag) ? flag : null),
        [typeof(int)] = ("a whole number", (text, _) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null),
        [typeof(TimeSpan)] = ("a duration such as 90s, 5m, 2h, 7d or 1:30:00", (text, _) => Duration(text)),
        [typeof(AbsolutePath)] = ("a path", (text, directory) => text.Length == 0 ? null : AbsolutePath.Create(Path.GetFullPath(text, directory))),
    };

    /// <param name="value">The text as given.</param>
    /// <param name="type">Type of one value: neither nullable nor an array.</param>
    /// <param name="baseDirectory">What a relative path is relative to.</param>
    /// <returns>Null where the text is not such a value.</returns>
    public static object? Convert(string value, Type type, string baseDirectory) => Of(type).Convert(value, baseDirectory);

    /// <summary>What a value of this type looks like, to end the sentence "expected ...".</summary>
    public static string Expected(Type type) => Of(type).Expected;

    static (string Expected, Func<string, string, object?> Convert) Of(Type type) =>
        type.IsEnum ? ("one of " + string.Join(", ", Choices(type)), (text, _) => Member(text, type))
        : Types.TryGetValue(type, out var known) ? known
        : throw new BuildDefinitionException($"A parameter cannot be of type '{type.Name}'.");

    /// <summary>The members of an enum as they are typed: <c>EndToEnd</c> is <c>end-to-end</c>; nothing for other types.</summary>
    public static IEnumerable<string> Choices(Type type) => type.IsEnum ? Enum.GetNames(type).Select(ParameterName.Kebab) : [];

    /// <summary>By name, ignoring case and dashes; never by number.</summary>
    static object? Member(string value, Type type) =>
        Array.Find(Enum.GetNames(type), name => string.Equals(name, CommandLine.Plain(value), StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse(type, name) : null;

    /// <summary>A number alone is no duration: .NET would read "30" as thirty days.</summary>
    static TimeSpan? Duration(string value)
    {
        if (value.Contains(':', StringComparison.Ordinal))
            return TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var time) ? time : null;
        if (value.Length < 2 || !double.TryParse(value.AsSpan()[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            return null;
        double? seconds = value[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => null };
        return number * seconds is { } total and < 1e9 ? TimeSpan.FromSeconds(total) : null;
    }
}
