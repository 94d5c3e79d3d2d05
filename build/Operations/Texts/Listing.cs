namespace DataSpec.Operations.Texts;

/// <summary>Lists that stay readable in one line however long they are.</summary>
static class Listing
{
    /// <summary><c>a, b and 3 more</c>.</summary>
    public static string Names(IReadOnlyCollection<string> names, int shown = 5) => Of(names, shown, ", ", " and ");

    /// <summary><c>this is so; that is so; and 3 more</c>.</summary>
    public static string Sentences(IReadOnlyCollection<string> sentences, int shown = 5) => Of(sentences, shown, "; ", "; and ");

    static string Of(IReadOnlyCollection<string> texts, int shown, string between, string last) =>
        string.Join(between, texts.Take(shown)) + (texts.Count > shown ? $"{last}{texts.Count - shown} more" : "");
}
