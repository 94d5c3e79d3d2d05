using System.ComponentModel;
using DataSpec.Engine.Tests.Parameters;
using Nuke.Common;
using Shouldly;

namespace DataSpec.Engine.Tests.Output;

[Category("Loads")]
interface ILoad : INukeBuild
{
    [Parameter("Load: what to load; Save: where to", Separator = ",", ValueProviderMember = nameof(Known))]
    string[] What => TryGetValue(() => What) ?? [];

    [Parameter]
    Colour? Paint => TryGetValue<Colour?>(() => Paint);

    [Parameter]
    string? Folder => TryGetValue(() => Folder);

    private IEnumerable<string> Known => ["trips", "zones", Folder ?? "weather"];

    Target Load => _ => _.Description("Loads.\n\nAll of it.\n  ./build.sh Load --what trips").Executes(() => { });
}

interface ISave : INukeBuild
{
    [Parameter]
    bool Quickly => TryGetValue<bool?>(() => Quickly) ?? false;

    Target Save => _ => _.Executes(() => { });

    Target Secretly => _ => _.Unlisted().Executes(() => { });
}

sealed class CompletedBuild : NukeBuild, ILoad, ISave;

public sealed class CompletionSpecs : IDisposable
{
    readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("", "Load", "Save")]
    [InlineData("lo", "Load")]
    [InlineData("Load ", "Save")]
    [InlineData("Load --pa", "--paint")]
    [InlineData("Save --", "--quickly", "--target", "--skip", "--help", "--plan", "--verbosity", "--profile", "--root")]
    [InlineData("Load --paint ", "red", "dark-green")]
    [InlineData("Load --paint D", "dark-green")]
    [InlineData("Load --paint red --pa")]
    [InlineData("Load --what ", "trips", "zones", "weather")]
    [InlineData("Load --what trips,z", "trips,zones")]
    [InlineData("Load --folder mine --what m", "mine")]
    [InlineData("Load --folder ")]
    [InlineData("--skip S", "Save", "Secretly")]
    [InlineData("--profile ", "mine")]
    [InlineData("Save --quickly --pl", "--plan")]
    [InlineData("Load -- --pa")]
    [InlineData("NoSuch --pa", "--paint")]
    public void The_word_that_is_typed_is_completed(string line, params string[] expected)
    {
        _run.WithFile("{}", "parameters.mine.json");

        Complete(line).Select(candidate => candidate.Split('\t')[0]).ShouldBe(expected);
        _run.ExitCode.ShouldBe(0);
    }

    [Fact]
    public void A_candidate_says_what_it_is_in_its_first_line() => Complete("lo").ShouldBe(["Load\tLoads."]);

    [Fact]
    public void An_option_that_several_targets_share_is_told_for_the_one_that_was_named() =>
        Complete("Load --wh").ShouldBe(["--what\twhat to load"]);

    [Fact]
    public void Completing_writes_nothing_and_runs_nothing()
    {
        Complete("Load --").ShouldNotBeEmpty();
        Directory.GetFileSystemEntries(Path.Combine(_run.Root, ".nuke")).ShouldBeEmpty();
    }

    [Fact]
    public void Targets_are_listed_under_the_category_of_their_component()
    {
        _run.Run<CompletedBuild>("--help");
        var lines = _run.Output.Split(Environment.NewLine);
        lines[Array.IndexOf(lines, "Loads:") + 1].ShouldBe("  Load                Loads.");
        lines[Array.IndexOf(lines, "Targets:") + 1].ShouldBe("  Save");
        _run.Output.ShouldNotContain("--quickly");
        _run.Output.ShouldNotContain("All of it.");
    }

    [Fact]
    public void Help_of_a_target_has_all_of_its_description_with_examples_as_they_stand()
    {
        _run.Run<CompletedBuild>("Load --help");
        _run.Output.ReplaceLineEndings("\n").ShouldContain("\nLoads.\n\nAll of it.\n  ./build.sh Load --what trips\n");
        _run.Output.ShouldContain("  --what              what to load\n".ReplaceLineEndings());
    }

    string[] Complete(string line)
    {
        _run.RunWords<CompletedBuild>([":complete", .. line.Split(' ')]);
        return _run.Output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
    }
}
