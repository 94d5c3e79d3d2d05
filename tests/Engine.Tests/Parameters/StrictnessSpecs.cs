using Shouldly;

namespace DataSpec.Engine.Tests.Parameters;

public sealed class StrictnessSpecs : IDisposable
{
    readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("Go --dry-rum", "Unknown option '--dry-rum'. Did you mean '--dry-run'?")]
    [InlineData("Gi", "There is no target 'Gi'. Did you mean 'Go'?")]
    [InlineData("Go --skip Kep", "There is no target 'Kep'. Did you mean 'Keep'?")]
    [InlineData("Go --retry-count many", "'many' is no value for '--retry-count': expected a whole number.")]
    [InlineData("Go --colour rad", "expected one of red, dark-green. Did you mean 'red'?")]
    [InlineData("Go --max-age 30", "expected a duration such as 90s")]
    [InlineData("Go --text a --text b", "'--text' is given 2 times; give it once.")]
    [InlineData("Go --text", "'--text' needs a value: a text.")]
    [InlineData("--text a b", "'--text' takes one value, not 2: 'a', 'b'. Targets are named before the options.")]
    [InlineData("--dry-run Go", "'Go' is no value for '--dry-run': expected true or false. Targets are named before the options.")]
    [InlineData("Keep", "--backup-place is required.")]
    [InlineData("Go --profile nowhere", "parameters.nowhere.json' for --profile")]
    public void Wrong_usage_stops_the_run_before_any_target(string arguments, string told)
    {
        _run.Run<ParameterBuild>(arguments, x => x.Go);

        _run.ExitCode.ShouldBe(2);
        _run.Error.ShouldContain(told);
        _run.Error.ShouldEndWith("Try: ./build.sh --help" + Environment.NewLine);
        _run.Output.ShouldBeEmpty();
    }

    [Fact]
    public void Everything_wrong_is_told_at_once()
    {
        _run.WithFile("""{ "Tekst": "x" }""").With("NUKE_COLOUR", "blue");

        _run.Run<ParameterBuild>("Keep Gi --months a --months b --dry-rum");

        string[] all = ["'Tekst'", "NUKE_COLOUR", "'Gi'", "'--months' is given 2 times", "'--dry-rum'", "--backup-place is required"];
        all.ShouldAllBe(part => _run.Error.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void Broken_JSON_is_told_with_line_and_column()
    {
        _run.WithFile("{\n  \"Text\": oops }").Run<ParameterBuild>("Go");
        _run.Error.ShouldContain(".nuke/parameters.json is not valid JSON at line 2, column 11.");
    }

    [Fact]
    public void A_required_value_of_a_component_counts_only_with_one_of_its_targets()
    {
        _run.Run<ParameterBuild>("Go");
        _run.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void A_secret_is_not_repeated_in_what_is_told()
    {
        _run.Run<ParameterBuild>("Go --api-token hidden1 hidden2");
        _run.Error.ShouldNotContain("hidden");
        _run.ExitCode.ShouldBe(2);
    }

    [Fact]
    public void A_secret_on_the_command_line_is_warned_about()
    {
        _run.Run<ParameterBuild>("Go --api-token hidden");
        _run.Error.ShouldContain("set NUKE_API_TOKEN instead");
        _run.ExitCode.ShouldBe(0);
    }
}
