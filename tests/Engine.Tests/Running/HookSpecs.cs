using Shouldly;

namespace DataSpec.Engine.Tests.Running;

public sealed class HookSpecs : IDisposable
{
    readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_build_hears_everything_that_happens_to_it_in_order() =>
        _run.Run<HooksBuild>("Broken").Heard.ShouldBe(
        [
            "created", "initialized for Broken", "running Fine", "fine", "succeeded Fine", "skipped Left", "running Broken", "failed Broken", "finished badly",
        ]);

    [Fact]
    public void A_target_that_is_skipped_from_the_start_is_heard_of_at_its_turn() =>
        _run.Run<HooksBuild>("Left Fine --skip Fine").Heard.ShouldContain("fine");

    [Fact]
    public void Elsewhere_than_on_a_build_server_the_host_is_a_terminal()
    {
        var build = _run.Run<HooksBuild>("Warned");

        ((string)build.Place).ShouldBe(Path.Combine(_run.Root, ".nuke", "temp", "Terminal"));
        build.IsAtGitHub.ShouldBeFalse();
        _run.Output.ShouldContain("║ Warned");
        _run.Error.ShouldNotContain("::");
        _run.Output.ShouldNotContain("Build succeeded");
    }

    [Fact]
    public void On_GitHub_targets_are_groups_and_what_went_wrong_stands_on_the_page_of_the_run()
    {
        var build = _run.With("GITHUB_ACTIONS", "true").Run<HooksBuild>("Warned Broken");

        build.IsAtGitHub.ShouldBeTrue();
        var lines = _run.Error.Split(Environment.NewLine);
        lines.ShouldContain("::warning::Take \"care\"");
        lines.ShouldContain("::error::Broken failed: It is broken: 100 %25%0Areally");
        lines.ShouldContain("::group::Fine");
        Array.IndexOf(lines, "::endgroup::Broken").ShouldBeGreaterThan(Array.IndexOf(lines, "::group::Broken"));
        _run.Output.ShouldNotContain("║");
    }
}
