using System.ComponentModel;
using System.Globalization;
using Nuke.Common.IO;

namespace DataSpec.Engine.Parameters;

/// <summary>Turns text into a parameter's type, in the invariant culture.</summary>
static class ValueConversion
{
    /// <param name="value">The text as given.</param>
    /// <param name="type">Type of one value: neither nullable nor an array.</param>
    /// <param name="baseDirectory">What a relative path is relative to.</param>
    /// <returns>Null where the text is not such a value.</returns>
    public static object? Convert(string value, Type type, string baseDirectory)
    {
        var culture = CultureInfo.InvariantCulture;
        if (type == typeof(string))
            return value;
        if (type == typeof(bool))
            return bool.TryParse(value, out var flag) ? flag : null;
        if (type == typeof(int))
            return int.TryParse(value, NumberStyles.Integer, culture, out var number) ? number : null;
        if (type == typeof(long))
            return long.TryParse(value, NumberStyles.Integer, culture, out var number) ? number : null;
        if (type == typeof(double))
            return double.TryParse(value, NumberStyles.Float, culture, out var number) ? number : null;
        if (type == typeof(TimeSpan))
            return Duration(value);
        if (type == typeof(AbsolutePath))
            return value.Length == 0 ? null : AbsolutePath.Create(Path.GetFullPath(value, baseDirectory));
        if (type.IsEnum)
            return Enum.GetNames(type).FirstOrDefault(name => string.Equals(name, value, StringComparison.OrdinalIgnoreCase)) is { } name ? Enum.Parse(type, name) : null;
        return ByConverter(value, type);
    }

    /// <summary>What a value of this type looks like, to end the sentence "expected ...".</summary>
    public static string Expected(Type type) => type switch
    {
        _ when type == typeof(bool) => "true or false",
        _ when type == typeof(int) || type == typeof(long) => "a whole number",
        _ when type == typeof(double) => "a number",
        _ when type == typeof(TimeSpan) => "a duration such as 90s, 5m, 2h, 7d or 1:30:00",
        _ when type == typeof(AbsolutePath) => "a path",
        { IsEnum: true } => "one of " + string.Join(", ", Enum.GetNames(type)),
        _ => type.Name,
    };

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

    static object? ByConverter(string value, Type type)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return null;
        }
    }
}
