using DataSpec.Engine.Tests.Parameters;
using Shouldly;

namespace DataSpec.Engine.Tests.Output;

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
        _run.Output.ShouldContain("  --text              A text.");
        _run.Output.ShouldContain("One of Red, DarkGreen.");
        _run.Output.ShouldContain("--api-token         Secret: give it as NUKE_API_TOKEN.");
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
        File.ReadAllText(file).ShouldContain("\"DarkGreen\"");

        _run.Run<ParameterBuild>("Go");
        File.GetLastWriteTimeUtc(file).ShouldBe(written);
    }
}
