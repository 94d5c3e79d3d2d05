using Nuke.Common;
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
    [InlineData("Go --months a --months b", "'--months' is given 2 times; give it once, with all its values.")]
    [InlineData("--dry-run a b", "'--dry-run' is a switch and takes no 'a', 'b'. Targets are named before the options.")]
    [InlineData("Go --text", "'--text' needs a value: a text.")]
    [InlineData("--text a b", "'--text' takes one value, not 2: 'a', 'b'. Targets are named before the options.")]
    [InlineData("--dry-run Go", "'Go' is no value for '--dry-run': expected true or false. Targets are named before the options.")]
    [InlineData("Keep", "--backup-place is required.")]
    [InlineData("Go Keep", "--backup-place is required. (or set NUKE_BACKUP_PLACE)")]
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
    public void Missing_required_values_are_told_together_and_no_target_starts()
    {
        var build = _run.Run<RequiringBuild>("Go");

        _run.ExitCode.ShouldBe(2);
        _run.Error.ShouldContain("--first is required. What comes first. (or set NUKE_FIRST)");
        _run.Error.ShouldContain("--second is required. (or set NUKE_SECOND)");
        _run.Error.ShouldContain("--third is required.");
        build.HasRun.ShouldBeFalse();
    }

    [Fact]
    public void A_required_value_may_come_from_anywhere_but_not_be_blank()
    {
        _run.WithFile("""{ "First": "x" }""").With("NUKE_SECOND", "y").Run<RequiringBuild>("Go --third 3").HasRun.ShouldBeTrue();
        _run.With("NUKE_SECOND", " ").Run<RequiringBuild>("Go --third 3");
        _run.Error.ShouldContain("--second is required.");
    }

    [Theory]
    [InlineData("""{ "Tekst": "x" }""", ".nuke/parameters.json: unknown parameter 'Tekst'. Did you mean 'Text'?")]
    [InlineData("""{ "text": "x" }""", ".nuke/parameters.json: unknown parameter 'text'. Did you mean 'Text'?")]
    [InlineData("""{ "RetryCount": "many" }""", "'many' is no value for 'RetryCount' in .nuke/parameters.json: expected a whole number.")]
    [InlineData("""{ "Text": { "a": 1 } }""", ".nuke/parameters.json: 'Text' must be a text, a number, true, false or a list of these.")]
    [InlineData("""[ "Text" ]""", ".nuke/parameters.json: expected an object '{ ... }'.")]
    [InlineData("{\n  \"Text\": oops }", ".nuke/parameters.json is not valid JSON at line 2, column 11.")]
    [InlineData("{\n  \"Text\": \"x\",\n  \"Months\": [1, 2\n}", ".nuke/parameters.json is not valid JSON at line 4, column 1.")]
    [InlineData("", ".nuke/parameters.json is not valid JSON at line 1, column 1.")]
    public void What_is_wrong_in_the_file_is_told(string json, string told)
    {
        _run.WithFile(json).Run<ParameterBuild>("Go");
        _run.ExitCode.ShouldBe(2);
        _run.Error.ShouldContain(told);
    }

    [Fact]
    public void A_required_value_of_a_component_counts_only_with_one_of_its_targets()
    {
        _run.Run<ParameterBuild>("Go");
        _run.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void One_bad_item_of_a_list_is_told_and_stops_the_run()
    {
        _run.Run<ListBuild>("Go --shades red blue");
        _run.ExitCode.ShouldBe(2);
        _run.Error.ShouldContain("'blue' is no value for '--shades': expected one of red, dark-green.");
    }

    [Fact]
    public void A_secret_is_not_repeated_in_what_is_told()
    {
        _run.Run<ParameterBuild>("Go --api-token hidden1 hidden2");
        _run.Error.ShouldNotContain("hidden");
        _run.Error.ShouldContain("the given text");
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

sealed class RequiringBuild : NukeBuild
{
    [Parameter("What comes first.")]
    [Required]
    readonly string? First = null;

    [Parameter]
    [Required]
    readonly string? Second = null;

    [Parameter]
    [Required]
    readonly int? Third = null;

    public bool HasRun { get; private set; }

    Target Go => _ => _.Executes(() => HasRun = (First + Second).Length + Third > 0);
}

sealed class ListBuild : NukeBuild
{
    [Parameter]
    readonly Colour[] Shades = [];

    Target Go => _ => _.Executes(() => ReportSummary(_ => new(StringComparer.Ordinal) { ["Shades"] = string.Join(' ', Shades) }));
}
