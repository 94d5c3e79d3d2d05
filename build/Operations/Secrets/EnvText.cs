namespace DataSpec.Operations.Secrets;

/// <summary>How a value is written so that compose reads it back unchanged.</summary>
static class EnvText
{
    const string PlainMarks = "_-./:,@%+=?&~";

    /// <summary>Bare where that is safe; else in single quotes, in which compose expands nothing.</summary>
    public static string Of(string value) =>
        value.All(c => char.IsAsciiLetterOrDigit(c) || PlainMarks.Contains(c, StringComparison.Ordinal))
            ? value
            : $"'{value.Replace("'", "\\'", StringComparison.Ordinal)}'";
}
