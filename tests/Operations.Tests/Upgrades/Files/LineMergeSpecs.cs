using System.Diagnostics;
using DataSpec.Operations.Texts;
using DataSpec.Operations.Upgrades.Files;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Files;

public sealed class LineMergeSpecs
{
    [Theory]
    [InlineData("1 2 3", "1 2 3 mine", "1 2 3", "1 2 3 mine")]
    [InlineData("1 2 3", "mine 1 2 3", "1 2 3 theirs", "mine 1 2 3 theirs")]
    [InlineData("1 2 3 4 5", "1 5", "1 2 3 4 5 6", "1 5 6")]
    [InlineData("1 2 3", "1 x 3", "1 x 3", "1 x 3")]
    [InlineData("", "a", "", "a")]
    [InlineData("1 2 3", "", "1 2 3", "")]
    public void Changes_that_leave_a_line_between_them_are_both_taken(string shipped, string mine, string theirs, string expected)
    {
        var (lines, conflicts) = Merge(shipped, mine, theirs);

        conflicts.ShouldBeEmpty();
        string.Join(' ', lines).ShouldBe(expected);
    }

    [Theory]
    [InlineData("1 2 3", "1 2 3 mine", "1 2 3 theirs")]
    [InlineData("1 2 3 4 5 6", "1 6", "1 2 3 x 5 6")]
    [InlineData("1 2 3 4", "1 mine 3 4", "1 2 theirs 4")]
    [InlineData("1 2 3", "", "1 2 x")]
    public void Changes_that_touch_are_a_conflict(string shipped, string mine, string theirs) => Merge(shipped, mine, theirs).Conflicts.ShouldHaveSingleItem();

    /// <summary>Lines that come once make the comparison of two texts unambiguous: both programs must then agree.</summary>
    [Fact]
    public async Task It_agrees_with_git()
    {
        using var folder = new TemporaryDirectory();
        var random = new Random(4711);
        var (clean, conflicting) = (0, 0);
        for (var round = 0; round < 60; round++)
        {
            var shipped = Enumerable.Range(0, 12).Select(i => $"l{i}").ToArray();
            var (mine, theirs) = (Edited(shipped, random, "m"), Edited(shipped, random, "t"));
            var (lines, conflicts) = LineMerge.Of(shipped, mine, theirs, choice: null)!.Value;
            var (code, output) = await GitAsync(folder, shipped, mine, theirs);

            conflicts.IsEmpty.ShouldBe(code == 0, $"{string.Join(' ', mine)} | {string.Join(' ', theirs)}");
            if (code == 0)
                string.Concat(lines.Select(line => line + "\n")).ShouldBe(output);
            _ = code == 0 ? clean++ : conflicting++;
        }

        clean.ShouldBeGreaterThan(10);
        conflicting.ShouldBeGreaterThan(10);
    }

    [Fact]
    public void Texts_too_long_and_too_different_are_not_compared()
    {
        string[] Lines(string word) => [.. Enumerable.Range(0, 5001).Select(i => $"{word}{i}")];

        LineMatches.Of(Lines("a"), Lines("b")).ShouldBeNull();
        LineMatches.Of(Lines("a"), [.. Lines("a"), "b"]).ShouldNotBeNull();
    }

    static (string[] Lines, System.Collections.Immutable.ImmutableArray<FileConflict> Conflicts) Merge(string shipped, string mine, string theirs) =>
        LineMerge.Of(Words(shipped), Words(mine), Words(theirs), choice: null)!.Value;

    static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    static string[] Edited(string[] lines, Random random, string word)
    {
        var edited = lines.ToList();
        for (var edit = 0; edit < random.Next(1, 3); edit++)
        {
            var at = random.Next(edited.Count);
            if (random.Next(3) is var kind && kind > 0)
                edited.RemoveAt(at);
            if (kind < 2)
                // Now and then both sides say the same.
                edited.Insert(at, random.Next(4) == 0 ? $"both{at}" : $"{word}{edit}");
        }

        return [.. edited];
    }

    static async Task<(int Code, string Output)> GitAsync(TemporaryDirectory folder, params string[][] sides)
    {
        string[] names = ["shipped", "mine", "theirs"];
        for (var i = 0; i < names.Length; i++)
            await File.WriteAllTextAsync(folder.File(names[i]), string.Concat(sides[i].Select(line => line + "\n")));
        var start = new ProcessStartInfo("git", ["merge-file", "-p", folder.File("mine"), folder.File("shipped"), folder.File("theirs")]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var git = Process.Start(start)!;
        var output = await git.StandardOutput.ReadToEndAsync();
        await git.WaitForExitAsync();
        return (git.ExitCode, output);
    }
}
