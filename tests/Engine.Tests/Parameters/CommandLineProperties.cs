using DataSpec.Engine.Parameters;
using Shouldly;

namespace DataSpec.Engine.Tests.Parameters;

/// <summary>What must hold for every list of arguments: random ones, each with its seed so that a failure can be repeated.</summary>
public sealed class CommandLineProperties
{
    static readonly string[] Words =
    [
        "Go", "Keep", "go", "nowhere", "", "-", "--", "---", "-3", "-x", "--text", "--text=", "--text=a=b", "--TEXT", "--months", "a,b", ",", "--retry-count", "7",
        "--dry-run", "true", "--colour=red", "dark-green", "--skip", "--target", "--plan", "--help", "--backup-place", "--max-age", "90s", "ü", "a b", "--verbosity=quiet",
    ];

    [Fact]
    public void No_argument_is_lost_or_moved() => ForRandomArguments(2000, arguments =>
    {
        var parsed = CommandLine.Parse(arguments);

        IEnumerable<string> again = [.. parsed.Targets, .. parsed.Options.SelectMany(option => option.Values.Prepend(option.Typed))];
        string.Join(' ', again).ShouldBe(string.Join(' ', arguments.TakeWhile(argument => argument != "--").Select(SplitName)));
    });

    [Fact]
    public void Every_run_succeeds_or_says_what_is_wrong_and_does_nothing()
    {
        var exitCodes = new HashSet<int>();
        ForRandomArguments(200, arguments =>
        {
            using var run = new TestRun();
            run.Run<ParameterBuild>(string.Join(' ', arguments), build => build.Go);

            exitCodes.Add(run.ExitCode);
            (run.ExitCode, run.Error.Contains("Try: ./build.sh --help", StringComparison.Ordinal)).ShouldBeOneOf((0, false), (2, true));
            if (run.ExitCode == 2)
                (run.Output, run.Statuses.Contains("Succeeded", StringComparison.Ordinal)).ShouldBe(("", false));
        });
        exitCodes.ShouldBe([0, 2], ignoreOrder: true);
    }

    static string SplitName(string argument) =>
        argument.StartsWith('-') && argument.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals ? $"{argument[..equals]} {argument[(equals + 1)..]}" : argument;

    static void ForRandomArguments(int count, Action<string[]> check)
    {
        for (var seed = 0; seed < count; seed++)
        {
            var random = new Random(seed);
            var arguments = random.GetItems(Words, random.Next(7));
            try
            {
                check(arguments);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Seed {seed}: '{string.Join("' '", arguments)}': {error.Message}", error);
            }
        }
    }
}
