using Spectre.Console;

/// <summary>What colours mean; on a pipe there are none.</summary>
static class Inks
{
    public static Style Good { get; } = new(Color.Green);

    public static Style Warning { get; } = new(Color.Yellow);

    public static Style Bad { get; } = new(Color.Red);

    public static Style Dim { get; } = new(Color.Grey);

    public static Style Bold { get; } = new(decoration: Decoration.Bold);
}
