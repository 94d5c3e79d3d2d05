using Nuke.Common;
using Shouldly;
using Assert = Nuke.Common.Assert;

namespace DataSpec.Engine.Tests.Output;

[AttributeUsage(AttributeTargets.Class)]
sealed class QuietForAnswerAttribute : DisableDefaultOutputAttribute
{
    public override bool IsApplicable(INukeBuild build) => build.ExecutionPlan.All(target => target.Name is "Answer" or "Break");
}

[QuietForAnswer]
sealed class QuietBuild : NukeBuild
{
    public Target Answer => _ => _.Executes(() => { });

    public Target Break => _ => _.Executes(() =>
    {
        ExitCode = 3;
        Assert.Fail("It is broken.");
    });

    public Target Work => _ => _.DependsOn(Answer).Executes(() => { });
}

public sealed class QuietSpecs : IDisposable
{
    readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_target_whose_output_is_the_answer_has_no_frame_and_no_summary()
    {
        _run.Run<QuietBuild>("Answer");
        (_run.ExitCode, _run.Output, _run.Error).ShouldBe((0, "", ""));
    }

    [Fact]
    public void Another_target_in_the_plan_brings_them_back()
    {
        _run.Run<QuietBuild>("Work");
        _run.Output.ShouldContain("║ Answer");
        _run.Output.ShouldContain("Build succeeded");
    }

    [Fact]
    public void Its_failure_is_told_all_the_same()
    {
        _run.Run<QuietBuild>("Break");
        (_run.ExitCode, _run.Output).ShouldBe((3, ""));
        _run.Error.ShouldContain("Break failed: It is broken.");
        _run.Error.ShouldContain("Everything that was logged:");
    }
}
