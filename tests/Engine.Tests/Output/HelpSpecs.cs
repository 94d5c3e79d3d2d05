using DataSpec.Engine.Tests.Parameters;
using Nuke.Common;
using Shouldly;

namespace DataSpec.Engine.Tests.Output;

interface IHidden : INukeBuild
{
    [Parameter]
    bool WithCare => TryGetValue<bool?>(() => WithCare) ?? false;

    Target Hidden => _ => _.Description("Comes first.").Unlisted().Executes(() => { });
}

interface ILast : INukeBuild
{
    [Parameter]
    int? Depth => TryGetValue<int?>(() => Depth);

    Target Last => _ => _.Description("Comes last.").DependsOn<IHidden>().Executes(() => { });
}

sealed class StepsBuild : NukeBuild, IHidden, ILast;

public sealed class HelpSpecs : IDisposable
{
    readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Help_lists_targets_and_parameters()
    {
        _run.Run<ParameterBuild>("--help", x => x.Go);

        _run.ExitCode.ShouldBe(0);
        _run.Output.ShouldContain("  Go (default)");
        _run.Output.ShouldContain("  --text              A text");
        _run.Output.ShouldContain("  --colour            One of red, dark-green");
        _run.Output.ShouldContain("--api-token         Secret: give it as NUKE_API_TOKEN");
    }

    [Fact]
    public void Parameters_of_a_component_are_told_by_its_target_alone()
    {
        _run.Run<ParameterBuild>("--help");
        _run.Output.ShouldNotContain("--backup-place");

        _run.Run<ParameterBuild>("Keep --help");
        _run.Output.ReplaceLineEndings("\n").ShouldContain("Options:\n  --backup-place      Required\n  --backup-retention  How many are kept\n");
    }

    [Fact]
    public void No_line_of_the_help_is_longer_than_100_columns()
    {
        _run.Run<ParameterBuild>("--help");
        _run.Run<ParameterBuild>("Keep --help");
        _run.Output.Split(Environment.NewLine).Max(line => line.Length).ShouldBeInRange(80, 100);
    }

    [Fact]
    public void Help_of_a_target_tells_what_runs_first_and_its_exit_codes()
    {
        _run.Run<StepsBuild>("Last --help");

        var lines = _run.Output.Split(Environment.NewLine);
        lines.ShouldContain("Comes last.");
        Array.IndexOf(lines, "Runs first:").ShouldBe(Array.IndexOf(lines, "  Hidden              Comes first.") - 1);
        lines.ShouldContain(line => line.StartsWith("Exit codes: 0 done", StringComparison.Ordinal));
        _run.Output.ShouldContain("--with-care");
    }

    [Fact]
    public void Help_of_a_target_shows_its_component_s_parameters_first()
    {
        _run.Run<ParameterBuild>("Keep --help");

        _run.Output.ShouldContain("Usage: ./build.sh Keep");
        _run.Output.IndexOf("--backup-retention", StringComparison.Ordinal).ShouldBeInRange(1, _run.Output.IndexOf("--text", StringComparison.Ordinal));
    }

    [Fact]
    public void Help_writes_nothing_to_disk()
    {
        _run.Run<ParameterBuild>("--help");
        Directory.GetFileSystemEntries(Path.Combine(_run.Root, ".nuke")).ShouldBeEmpty();
    }

    [Fact]
    public void A_build_without_a_default_target_answers_with_its_help()
    {
        _run.Run<ParameterBuild>("");
        _run.Output.ShouldStartWith("Usage: ./build.sh");
    }

    [Fact]
    public void The_schema_describes_the_parameters_and_is_written_once()
    {
        _run.Run<ParameterBuild>("Go");
        var file = Path.Combine(_run.Root, ".nuke", "build.schema.json");
        var written = File.GetLastWriteTimeUtc(file);
        File.ReadAllText(file).ShouldContain("\"dark-green\"");

        _run.Run<ParameterBuild>("Go");
        File.GetLastWriteTimeUtc(file).ShouldBe(written);
    }
}
