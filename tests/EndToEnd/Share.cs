using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace DataSpec.EndToEnd;

/// <summary>Which cases of a long series run now: all with <c>./build.sh Test --full</c>, else one that changes with the commit.</summary>
static class Share
{
    /// <summary>True with <c>./build.sh Test --full</c>.</summary>
    public static bool IsFull => Environment.GetEnvironmentVariable("DATASPEC_TEST_FULL") is "1";

    public static IEnumerable<T> Of<T>(IReadOnlyList<T> all) => IsFull ? all : [all[Commit() % all.Count]];

    /// <summary>Skips the calling test where it is another one's turn.</summary>
    public static void TakeTurn(Scenarios group, [CallerMemberName] string test = "")
    {
        group.Names.ShouldContain(test);
        Assert.SkipUnless(Of(group.Names).Contains(test, StringComparer.Ordinal), $"each commit runs one of {group.Names.Length} scenarios of {group.What}, and this is not its turn; ./build.sh Test --full runs all");
    }

    static int Commit()
    {
        var info = new ProcessStartInfo("git", ["-C", SourceTree.Root, "rev-parse", "--short=7", "HEAD"]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var git = Process.Start(info)!;
        var hash = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return int.TryParse(hash, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
