using System.Diagnostics;
using System.Text.RegularExpressions;
using Shouldly;

namespace DataSpec.Engine.Tests.Bootstrap;

/// <summary>What the real <c>./build.sh</c> of this checkout says of itself.</summary>
[Trait("kind", "integration")]
public sealed partial class ThisBuildSpecs
{
    static readonly string Root = Checkout.RepositoryRoot();

    [Fact]
    public async Task The_list_has_one_line_a_target_under_a_group()
    {
        var lines = (await Build("--help")).Split('\n');

        lines.ShouldAllBe(line => line.Length <= 100);
        lines.ShouldContain("Daily use:");
        lines.ShouldNotContain("Targets:");
        foreach (var target in await Targets())
            lines.Count(line => line.StartsWith($"  {target} ", StringComparison.Ordinal)).ShouldBe(1, target);
        var options = Array.IndexOf(lines, "Options of every target:");
        lines[..options].ShouldAllBe(line => line.Length == 0 || !line.StartsWith("     ", StringComparison.Ordinal));
        lines[options..].Length.ShouldBeLessThan(15);
    }

    [Fact]
    public async Task Every_target_has_examples_with_options_that_it_knows_and_a_page_that_is_there()
    {
        foreach (var target in await Targets())
        {
            var help = await Build(target, "--help");
            var examples = help.Split('\n').Where(line => line.StartsWith("  ./build.sh ", StringComparison.Ordinal)).ToList();
            examples.ShouldNotBeEmpty(target);
            examples.ShouldContain(example => example.StartsWith($"  ./build.sh {target}", StringComparison.Ordinal), target);
            foreach (var option in examples.Where(example => example.Contains($" {target}", StringComparison.Ordinal)).SelectMany(example => Option().Matches(example.Split(" -- ")[0])).Select(match => match.Value))
                (help + "  --plan  --skip").ShouldContain($"  {option}", Case.Sensitive, $"{target} {option}");
            help.Split('\n').ShouldAllBe(line => line.Length <= 100, target);
            File.Exists(Path.Combine(Root, Page().Match(help).Groups["path"].Value)).ShouldBeTrue($"the page of {target}");
        }
    }

    [Fact]
    public async Task The_first_answer_names_the_parts_and_five_commands()
    {
        var answer = await Build();
        foreach (var word in new[] { "Postgres", "Airflow", "Superset", "logs", "Up", "Status", "Backup", "Upgrade", "Down", "--help" })
            answer.ShouldContain(word);
        answer.Split('\n').Count(line => line.StartsWith("  ./build.sh", StringComparison.Ordinal)).ShouldBe(5);
    }

    [Fact]
    public async Task The_terminal_s_width_is_kept()
    {
        (await Build("COLUMNS=60", "Backup", "--help")).Split('\n').Where(line => !line.StartsWith("  ./build.sh", StringComparison.Ordinal)).Max(line => line.Length).ShouldBeInRange(50, 60);
    }

    static async Task<string[]> Targets() => [.. (await Build(":complete", "")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0])];

    static async Task<string> Build(params string[] arguments)
    {
        var variables = arguments.TakeWhile(argument => argument.Contains('=', StringComparison.Ordinal)).ToArray();
        var info = new ProcessStartInfo("env", [.. variables, Path.Combine(Root, "build.sh"), .. arguments[variables.Length..]]) { UseShellExecute = false, RedirectStandardOutput = true };
        using var process = Process.Start(info)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        process.ExitCode.ShouldBe(0);
        return output;
    }

    [GeneratedRegex("--[a-z][a-z-]+", RegexOptions.None, 1000)]
    private static partial Regex Option();

    [GeneratedRegex("^Page: (?<path>.*)$", RegexOptions.Multiline, 1000)]
    private static partial Regex Page();
}
