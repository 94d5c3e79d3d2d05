using System.Runtime.Versioning;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Upgrades;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades;

/// <summary>The whole graph on a stack in memory: every way it can fail or be killed.</summary>
[SupportedOSPlatform("linux")]
public sealed class UpgradeRunSpecs
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_steps_are_done_in_order_and_the_stack_runs_the_new_version()
    {
        using var one = new UpgradedStack();

        var run = one.Begin();
        await UpgradedStack.All(run);

        one.ShouldBeNew();
        one.Stack.Calls.ShouldBe(["prefetch", "backup", "rehearse", "quiesce", "facts", "stop", "facts", "seal", "migrate", "verify", "open", "start"]);
        JournalReader.History(one.Root).ShouldHaveSingleItem().Note.ShouldNotBeNull().ShouldContain("airflow 3.2.2 -> 3.3.2");
        run.Result().Steps.Select(step => step.Name).ShouldBe(UpgradeSteps.All);
        run.Result().PredictedStop.ShouldBe(45);
    }

    [Theory]
    [InlineData("prefetch")]
    [InlineData("backup")]
    [InlineData("rehearse")]
    public async Task A_failure_before_anything_stops_leaves_the_stack_as_it_is(string call)
    {
        using var one = new UpgradedStack();
        one.Stack.Failing.Add(call);

        (await Should.ThrowAsync<DataSpecException>(UpgradedStack.All(one.Begin()))).ExitCode.ShouldBe(ExitCode.FailedUnchanged);

        one.Stack.IsWhole(FakeUpgradeStack.OldImage).ShouldBeTrue();
        one.Stack.Calls.ShouldNotContain("quiesce");
        JournalReader.Unfinished(one.Root).ShouldBeEmpty();
        KeptUpgrade.All(one.Root).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("quiesce")]
    [InlineData("facts")]
    [InlineData("stop")]
    [InlineData("seal")]
    [InlineData("migrate")]
    [InlineData("verify")]
    [InlineData("open")]
    public async Task A_failure_before_the_pages_open_goes_all_the_way_back(string call)
    {
        using var one = new UpgradedStack();
        one.Stack.Failing.Add(call);

        var error = await Should.ThrowAsync<DataSpecException>(UpgradedStack.All(one.Begin()));

        error.ExitCode.ShouldBe(ExitCode.RolledBack, error.Message);
        error.Message.ShouldContain($"'{call}' failed");
        one.ShouldBeOld();
        JournalReader.History(one.Root).ShouldHaveSingleItem().Outcome.ShouldBe(OperationOutcome.RolledBack);
    }

    [Fact]
    public async Task A_failure_after_the_pages_have_opened_is_unfinished_until_resume_or_rollback()
    {
        using var one = new UpgradedStack();
        one.Stack.Failing.Add("start");

        var error = await Should.ThrowAsync<DataSpecException>(UpgradedStack.All(one.Begin()));

        error.ExitCode.ShouldBe(ExitCode.Unfinished);
        error.NextStep.ShouldNotBeNull().ShouldContain("./build.sh Rollback");
        await UpgradedStack.All(one.Resume());
        one.ShouldBeNew();
    }

    [Fact]
    public async Task A_way_back_that_fails_is_unfinished_and_the_next_command_goes_on_going_back()
    {
        using var one = new UpgradedStack();
        one.Stack.Failing.UnionWith(["verify", "undo"]);
        (await Should.ThrowAsync<DataSpecException>(UpgradedStack.All(one.Begin()))).ExitCode.ShouldBe(ExitCode.Unfinished);

        var error = await Should.ThrowAsync<DataSpecException>(UpgradedStack.All(one.Resume()));

        error.ExitCode.ShouldBe(ExitCode.RolledBack);
        one.ShouldBeOld();
    }

    [Fact]
    public async Task A_task_at_the_deadline_is_not_ended_without_being_asked_for_and_the_scheduler_is_started_again()
    {
        using var one = new UpgradedStack();
        one.Stack.TasksRun = true;

        var error = await Should.ThrowAsync<DataSpecException>(UpgradedStack.All(one.Begin()));

        error.ExitCode.ShouldBe(ExitCode.RolledBack);
        error.Message.ShouldContain("a.b");
        one.ShouldBeOld();
        one.Stack.Calls.ShouldNotContain("stop hard");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Ending_tasks_is_asked_before_anything_stops(bool agrees)
    {
        using var one = new UpgradedStack();
        one.Stack.TasksRun = true;
        var upgrade = UpgradedStack.All(one.Begin(options: new UpgradeOptions { BackupDirectory = "/backups", EndTasks = true, Agrees = _ => agrees }));

        if (agrees)
        {
            await upgrade;
            one.ShouldBeNew();
            return;
        }

        (await Should.ThrowAsync<DataSpecException>(upgrade)).ExitCode.ShouldBe(ExitCode.WrongUsage);
        one.Stack.Calls.ShouldNotContain("quiesce");
        one.Stack.IsWhole(FakeUpgradeStack.OldImage).ShouldBeTrue();
    }

    [Fact]
    public async Task A_step_is_refused_when_one_that_it_needs_was_skipped()
    {
        using var one = new UpgradedStack();
        using var run = one.Begin();
        await run.StepAsync(UpgradeSteps.Prefetch, Ct);

        var error = await Should.ThrowAsync<DataSpecException>(run.StepAsync(UpgradeSteps.Quiesce, Ct));

        error.Message.ShouldContain(UpgradeSteps.SecureBackup);
        one.Stack.IsWhole(FakeUpgradeStack.OldImage).ShouldBeTrue();
    }

    [Fact]
    public async Task The_rehearsal_may_be_skipped()
    {
        using var one = new UpgradedStack();
        using var run = one.Begin();

        foreach (var step in UpgradeSteps.All.Remove(UpgradeSteps.Rehearse))
            await run.StepAsync(step, Ct);

        one.ShouldBeNew();
    }

    [Fact]
    public async Task A_rehearsal_that_was_skipped_is_not_made_up_for_by_resume_while_the_stack_is_down()
    {
        using var one = new UpgradedStack();
        using (var run = one.Begin())
        {
            foreach (var step in UpgradeSteps.All.Remove(UpgradeSteps.Rehearse).TakeWhile(step => step is not UpgradeSteps.Migrate))
                await run.StepAsync(step, Ct);
        }

        await UpgradedStack.All(one.Resume());

        one.ShouldBeNew();
        one.Stack.Calls.ShouldNotContain("rehearse");
    }

    [Fact]
    public async Task Rollback_after_a_finished_upgrade_names_the_loss_and_brings_everything_back()
    {
        using var one = new UpgradedStack();
        await UpgradedStack.All(one.Begin());

        var plan = await one.Tools.LookBackAsync(Ct);
        await one.Tools.RollbackAsync(plan, Ct);

        plan.Lost.ShouldBe(["3 runs of DAGs"]);
        one.ShouldBeOld();
        one.Stack.Databases.Keys.ShouldContain(name => name.StartsWith("undone", StringComparison.Ordinal));
        (await Should.ThrowAsync<DataSpecException>(one.Tools.LookBackAsync(Ct))).ExitCode.ShouldBe(ExitCode.WrongUsage);
    }

    [Fact]
    public async Task What_was_loaded_after_the_upgrade_stays_and_hinders_no_rollback()
    {
        using var one = new UpgradedStack();
        await UpgradedStack.All(one.Begin());
        one.Stack.Trips = 20;

        await one.Rollback();

        one.ShouldBeOld();
    }

    [Fact]
    public async Task A_warehouse_that_changed_before_the_pages_opened_is_not_called_whole()
    {
        using var one = new UpgradedStack();
        one.Stack.Failing.Add("open");
        one.Stack.Within = call =>
        {
            if (call is "migrate")
                one.Stack.Trips = 20;
        };

        var error = await Should.ThrowAsync<DataSpecException>(UpgradedStack.All(one.Begin()));

        error.Message.ShouldContain("nyc_taxi.trips");
        error.ExitCode.ShouldBe(ExitCode.Unfinished);
    }

    [Fact]
    public async Task After_prune_there_is_no_way_back()
    {
        using var one = new UpgradedStack();
        await UpgradedStack.All(one.Begin());

        (await one.Tools.PruneAsync(Ct)).ShouldBe(["a database"]);

        one.ShouldBeNew();
        (await Should.ThrowAsync<DataSpecException>(one.Tools.LookBackAsync(Ct))).Message.ShouldContain("nothing to go back to");
    }
}
