using Nuke.Common;
using Shouldly;
using Assert = Nuke.Common.Assert;

namespace DataSpec.Engine.Tests.Running;

sealed class RunBuild : NukeBuild
{
    public const string LongLine = "This line is longer than what has room in a table, so that it must be cut somewhere near its end: here, or here.";

    public List<string> Ran { get; } = [];

    public Target Leaf => _ => _.Executes(() => Ran.Add("Leaf"));

    public Target Top => _ => _.DependsOn(Leaf).Executes(() => Ran.Add("Top"));

    public Target Group => _ => _.DependsOn(Top);

    public Target Fails => _ => _.Executes(() => Assert.Fail("It is broken."));

    public Target AfterFailure => _ => _.DependsOn(Fails).Executes(() => Ran.Add("AfterFailure"));

    public Target CleanUp => _ => _.After(Fails).AssuredAfterFailure().Executes(() => Ran.Add("CleanUp"));

    public Target Tolerated => _ => _.ProceedAfterFailure().Executes(() => Assert.Fail("Never mind."));

    public Target Static => _ => _.DependsOn(Leaf).OnlyWhenStatic(() => Ran.Count > 5).Executes(() => Ran.Add("Static"));

    public Target Dynamic => _ => _.DependsOn(Leaf).OnlyWhenDynamic(() => Ran.Count == 0).Executes(() => Ran.Add("Dynamic"));

    public Target Keeps => _ => _.DependsOn(Leaf).OnlyWhenStatic(() => false).WhenSkipped(DependencyBehavior.Execute);

    public Target Named => _ => _.OnlyWhenStatic(HasRunFar).OnlyWhenStatic(() => Ran.Count > 6);

    public Target Starts => _ => _.Triggers(Follow).Executes(() => Ran.Add("Starts"));

    public Target Bunch => _ => _.Triggers(Follow);

    public Target Quiet => _ => _.After(Starts, Bunch).Triggers(Follow).OnlyWhenDynamic(() => false).Executes(() => Ran.Add("Quiet"));

    public Target Follow => _ => _.Executes(() => Ran.Add("Follow"));

    public Target NeedsNumbers => _ => _.Requires(() => Count, () => Other).Executes(() => Ran.Add("NeedsNumbers"));

    public Target Needs => _ => _.Requires(() => Missing, () => Absent).Requires(() => true, () => Ran.Count > 0).Executes(() => Ran.Add("Needs"));

    public Target NeedsPlain => _ => _.Requires(() => Plain).Executes(() => Ran.Add("NeedsPlain"));

    public Target NeedsTruth => _ => _.Requires(() => IsTrue).Executes(() => Ran.Add("NeedsTruth"));

    public Target Reports => _ => _.Executes(() => ReportSummary(_ => new(StringComparer.Ordinal) { ["Rows"] = "12" }));

    public Target Explains => _ => _.Executes(() => Assert.Fail(LongLine + "\nNext: mend it."));

    public Target Async => _ => _.Executes(async () =>
    {
        await Task.Yield();
        Ran.Add("Async");
    });

    public Target SetsCode => _ => _.Executes(() =>
    {
        ExitCode = 4;
        Assert.Fail("Verification failed.");
    });

    [Parameter]
    readonly string? Missing = null;

    [Parameter]
    readonly string? Absent = null;

    [Parameter]
    readonly int? Count = 1;

    [Parameter]
    readonly int? Other = null;

    bool IsTrue => Ran.Count > 5;

    string? Plain => Ran.Count > 5 ? "something" : null;

    bool HasRunFar() => Ran.Count > 5;

    protected internal override void OnTargetFailed(string target) => Ran.Add("hook:" + target);
}

public sealed class ExecutionSpecs : IDisposable
{
    readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("Top", "Leaf Succeeded, Top Succeeded", 0)]
    [InlineData("Group", "Leaf Succeeded, Top Succeeded, Group Collective", 0)]
    [InlineData("AfterFailure CleanUp Top", "Fails Failed, AfterFailure NotRun, CleanUp Succeeded, Leaf NotRun, Top NotRun", 1)]
    [InlineData("Tolerated Leaf", "Tolerated Failed, Leaf Succeeded", 1)]
    [InlineData("Static", "Leaf Skipped, Static Skipped", 0)]
    [InlineData("Static Leaf", "Leaf Succeeded, Static Skipped", 0)]
    [InlineData("Static Top", "Leaf Succeeded, Static Skipped, Top Succeeded", 0)]
    [InlineData("Dynamic", "Leaf Succeeded, Dynamic Skipped", 0)]
    [InlineData("Keeps", "Leaf Succeeded, Keeps Skipped", 0)]
    [InlineData("Top --skip Leaf", "Leaf Skipped, Top Succeeded", 0)]
    [InlineData("Group --skip Leaf+Top", "Leaf Skipped, Top Skipped, Group Collective", 0)]
    [InlineData("--target Leaf+Async", "Leaf Succeeded, Async Succeeded", 0)]
    [InlineData("Top --skip", "Leaf Skipped, Top Succeeded", 0)]
    [InlineData("Top Leaf --skip Leaf", "Leaf Succeeded, Top Succeeded", 0)]
    [InlineData("Quiet", "Quiet Skipped, Follow Skipped", 0)]
    [InlineData("Starts Quiet", "Starts Succeeded, Quiet Skipped, Follow Succeeded", 0)]
    [InlineData("Bunch Quiet", "Bunch Collective, Quiet Skipped, Follow Succeeded", 0)]
    [InlineData("SetsCode", "SetsCode Failed", 4)]
    public void Each_target_ends_in_its_status(string arguments, string statuses, int exitCode)
    {
        _run.Run<RunBuild>(arguments);
        (_run.Statuses, _run.ExitCode).ShouldBe((statuses, exitCode));
    }

    [Fact]
    public void A_failure_is_told_without_its_stack_and_logged_with_it()
    {
        _run.Run<RunBuild>("Fails").Ran.ShouldBe(["hook:Fails"]);

        _run.Error.ShouldContain("[ERR] Fails failed: It is broken.");
        _run.Error.ShouldNotContain(" at ");
        _run.LogFile().ShouldContain(" at DataSpec.Engine.Tests.Running.RunBuild");
    }

    [Fact]
    public void A_verbose_run_shows_the_stack()
    {
        _run.Run<RunBuild>("Fails --verbosity verbose");
        _run.Error.ShouldContain(" at DataSpec.Engine.Tests.Running.RunBuild");
    }

    [Fact]
    public void A_failure_of_several_lines_is_indented_and_its_first_line_stands_in_the_summary()
    {
        _run.Run<RunBuild>("Explains");

        _run.Error.ReplaceLineEndings("\n").ShouldContain("[ERR] Explains failed: " + RunBuild.LongLine + "\n    Next: mend it.\n");
        var row = _run.Output.Split(Environment.NewLine).Single(line => line.StartsWith("Explains ", StringComparison.Ordinal));
        row.ShouldEndWith("// " + RunBuild.LongLine[..99] + "…");
    }

    [Fact]
    public void An_asynchronous_action_is_waited_for() => _run.Run<RunBuild>("Async").Ran.ShouldBe(["Async"]);

    [Fact]
    public void A_condition_that_is_required_counts_by_its_truth()
    {
        _run.Run<RunBuild>("NeedsTruth").Ran.ShouldBeEmpty();
        _run.Error.ShouldContain("Target 'NeedsTruth' requires 'IsTrue'.");
    }

    [Fact]
    public void What_is_required_and_is_no_parameter_is_told_by_its_name()
    {
        _run.Run<RunBuild>("NeedsPlain").Ran.ShouldBeEmpty();
        _run.Error.ShouldContain("Target 'NeedsPlain' requires 'Plain'.");
    }

    [Fact]
    public void All_unmet_requirements_are_told_before_anything_runs()
    {
        _run.Run<RunBuild>("Needs Leaf").Ran.ShouldBeEmpty();

        _run.ExitCode.ShouldBe(2);
        _run.Error.ShouldContain("Target 'Needs' requires --missing.");
        _run.Error.ShouldContain("Target 'Needs' requires --absent.");
        _run.Error.ShouldContain("Target 'Needs' requires '(");
    }

    [Fact]
    public void Every_number_that_is_required_counts()
    {
        _run.Run<RunBuild>("NeedsNumbers").Ran.ShouldBeEmpty();

        _run.Error.ShouldContain("Target 'NeedsNumbers' requires --other.");
        _run.Error.ShouldNotContain("--count");
    }

    [Fact]
    public void Conditions_are_told_as_they_are_written_in_the_build()
    {
        _run.Run<RunBuild>("Named").Ran.ShouldBeEmpty();

        _run.Output.ShouldContain("only when HasRunFar && Ran.Count > 6");
    }

    [Fact]
    public void The_summary_shows_status_reason_and_report()
    {
        _run.Run<RunBuild>("Static Reports");
        _run.Output.ShouldContain("Static             Skipped                  // only when Ran.Count > 5");
        _run.Output.ShouldContain("// Rows: 12");
        _run.Output.ShouldContain("// because of Static");
    }

    [Fact]
    public void What_was_left_out_by_hand_says_so()
    {
        _run.Run<RunBuild>("Top --skip Leaf");
        _run.Output.ShouldContain("// via parameter");
    }

    [Fact]
    public void A_plan_is_shown_and_not_run()
    {
        _run.Run<RunBuild>("Top --plan").Ran.ShouldBeEmpty();
        _run.Output.ShouldContain(" 1. Leaf");
        _run.Output.ShouldContain(" 2. Top");
    }
}
