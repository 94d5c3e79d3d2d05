using Shouldly;

namespace DataSpec.Engine.Tests.Surface;

/// <summary>Builds as NUKE's users write them, in an assembly that sees no internals.</summary>
public sealed class BuildSpecs : IDisposable
{
    readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_chain_of_targets_runs_in_order_with_its_parameters()
    {
        var build = _run.Run<LibraryBuild>("Clean Pack --frameworks net9.0+net10.0 --configuration release");

        _run.Statuses.ShouldBe("Clean Succeeded, Restore Succeeded, Compile Succeeded, Pack Succeeded");
        build.Ran.ShouldBe(["Clean", "Restore", "Compile Release net9.0,net10.0", "library.nupkg", "output"]);
    }

    [Fact]
    public void Without_parameters_the_members_keep_their_values() => _run.Run<LibraryBuild>("Compile").Ran.ShouldContain("Compile Debug net10.0");

    [Fact]
    public void All_that_a_target_requires_is_told_at_once()
    {
        _run.Run<LibraryBuild>("Publish").Ran.ShouldBeEmpty();

        _run.ExitCode.ShouldBe(2);
        _run.Error.ShouldContain("Target 'Publish' requires --api-key.");
        _run.Error.ShouldContain("Target 'Publish' requires --retries.");
        _run.Error.ShouldContain("Target 'Publish' requires '(");
    }

    [Fact]
    public void What_a_target_triggers_and_reports_is_in_the_summary()
    {
        _run.With("NUKE_API_KEY", "hidden").Run<LibraryBuild>("Publish --retries 3 --configuration Release").Ran.ShouldContain("Announce");

        _run.Statuses.ShouldEndWith("Publish Succeeded, Announce Succeeded");
        _run.Output.ShouldContain("// Passed: 12");
    }

    [Fact]
    public void A_target_that_says_so_keeps_the_others_though_it_is_skipped()
    {
        _run.With("API_KEY", "hidden").Run<LibraryBuild>("Publish --retries 3 --configuration Release --draft --skip Test");

        _run.Statuses.ShouldBe("Restore Skipped, Compile Skipped, Test Skipped, Pack Skipped, Publish Skipped, Announce Succeeded");
    }

    [Fact]
    public void Components_give_their_targets_parameters_and_values()
    {
        var build = _run.Run<ComponentBuild>("Deploy --place here --archive-level 9 --archive-format tar");

        build.Ran.ShouldBe(["files.tar 9", "Archive of the build"]);
        _run.Statuses.ShouldBe("Archive Succeeded, Deploy Succeeded");
    }

    [Fact]
    public void A_component_s_required_parameter_is_asked_for_with_its_targets_only()
    {
        _run.Run<ComponentBuild>("Archive");
        _run.ExitCode.ShouldBe(0);
        _run.Run<ComponentBuild>("Undeploy");
        _run.Error.ShouldContain("--place is required.");
    }
}
