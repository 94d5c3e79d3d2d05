using System.Diagnostics;
using System.Globalization;

namespace DataSpec.Operations.Tests;

/// <summary>Which cases of a long series run now: all with <c>./build.sh Test --full</c>, else one that changes with the commit.</summary>
static class Share
{
    /// <summary>True with <c>./build.sh Test --full</c>.</summary>
    public static bool IsFull => Environment.GetEnvironmentVariable("DATASPEC_TEST_FULL") is "1";

    public static IEnumerable<T> Of<T>(IReadOnlyList<T> all) =>
        IsFull ? all : [all[Number % all.Count]];

    /// <summary>True where it is the turn of the case with this number.</summary>
    public static bool Is(int number, int of) => IsFull || Number % of == number;

    /// <summary>The commit as a number.</summary>
    static int Number { get; } = Commit();

    static int Commit()
    {
        var info = new ProcessStartInfo("git", ["-C", Repository.Directory, "rev-parse", "--short=7", "HEAD"]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var git = Process.Start(info)!;
        var hash = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return int.TryParse(hash, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
