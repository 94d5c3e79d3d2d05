using System.Globalization;

/// <summary>What the person's terminal can do, as far as the environment and the streams tell.</summary>
static class Screen
{
    /// <summary>Width of files, which nobody sees break.</summary>
    const int WidthOfFiles = 200;

    /// <summary>Whether lines may move and have colour: standard output is a terminal, not a dumb one, and <c>NO_COLOR</c> is not set.</summary>
    public static bool IsLively =>
        !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")) && Environment.GetEnvironmentVariable("TERM") is not "dumb";

    /// <summary><c>COLUMNS</c>, else the terminal's own, else that of files.</summary>
    public static int Width =>
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), CultureInfo.InvariantCulture, out var columns) && columns > 0 ? columns
        : Console.IsOutputRedirected ? WidthOfFiles
        : Math.Max(Console.WindowWidth, 20);
}
