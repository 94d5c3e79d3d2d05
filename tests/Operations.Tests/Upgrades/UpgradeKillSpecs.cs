using System.Runtime.Versioning;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Upgrades;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades;

/// <summary>The tool dies at every record of its journal and in the middle of every step; the next command finishes the upgrade or goes back.</summary>
[SupportedOSPlatform("linux")]
public sealed class UpgradeKillSpecs
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_at_any_record_of_an_upgrade_resume_finishes_it_and_rollback_goes_back(bool back)
    {
        var between = 0;
        var record = 0;
        for (; ; record++)
        {
            using var one = new UpgradedStack();
            var written = 0;
            if (!await IsKilled(one.Begin(_ => KillIf(written++ == record)), one))
                break;
            if (await GoOn(one, back, $"record {record}"))
                between++;
        }

        // Each step has two records, seven of them between two states; files have records of their own.
        record.ShouldBeGreaterThan(2 * UpgradeSteps.All.Length);
        between.ShouldBeGreaterThan(14);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_in_the_middle_of_any_step_resume_finishes_it_and_rollback_goes_back(bool back)
    {
        string[] calls = ["quiesce", "facts", "stop", "seal", "half migrated", "migrate", "verify", "open", "start"];
        foreach (var call in calls)
        {
            using var one = new UpgradedStack();
            one.Stack.Within = now => KillIf(now == call);
            (await IsKilled(one.Begin(), one)).ShouldBeTrue(call);
            one.Stack.Within = _ => { };
            (await GoOn(one, back, call)).ShouldBeTrue(call);
        }
    }

    [Theory]
    [InlineData("quiesce")]
    [InlineData("migrate")]
    [InlineData("open")]
    public async Task Killed_at_any_record_of_the_way_back_the_next_run_goes_on_in_its_direction(string failing)
    {
        var returning = 0;
        for (var record = 0; ; record++)
        {
            using var one = new UpgradedStack();
            one.Stack.Failing.Add(failing);
            var written = 0;
            if (!await IsKilled(one.Begin(_ => KillIf(written++ == record)), one))
                break;
            one.Stack.Failing.Clear();
            var isReturning = JournalReader.Unfinished(one.Root) is [var open] && JournalReader.Read(one.Root, open.Id)!.Fact(UpgradeReturn.Reason) is not null;
            if (!isReturning)
                continue;
            returning++;
            (await Should.ThrowAsync<DataSpecException>(UpgradedStack.All(one.Resume()))).ExitCode.ShouldBe(ExitCode.RolledBack);
            one.ShouldBeOld($"record {record}");
        }

        returning.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task Killed_at_any_record_of_a_rollback_the_same_command_goes_on()
    {
        var kills = 0;
        for (; ; kills++)
        {
            using var one = new UpgradedStack();
            await UpgradedStack.All(one.Begin());
            var written = 0;
            one.Tools.Written = _ => KillIf(written++ == kills);
            try
            {
                await one.Rollback();
                break;
            }
            catch (UpgradeKilledException)
            {
                one.Tools.Written = null;
                if (JournalReader.Unfinished(one.Root) is [_])
                    await one.Rollback();
                one.ShouldBeOld($"record {kills}");
            }
        }

        kills.ShouldBeGreaterThan(10);
    }

    /// <summary>False where there was nothing between two states.</summary>
    static async Task<bool> GoOn(UpgradedStack one, bool back, string why)
    {
        if (JournalReader.Unfinished(one.Root) is not [var open])
        {
            one.ShouldBeNew(why);
            return false;
        }

        if (!open.Blocks)
        {
            one.Stack.IsWhole(FakeUpgradeStack.OldImage).ShouldBeTrue(why);
            if (back)
                await one.Rollback();
            else
                await UpgradeLeftovers.AbandonAsync(one.Root, one.Stack, TimeProvider.System);
            one.Stack.IsWhole(FakeUpgradeStack.OldImage).ShouldBeTrue(why);
            JournalReader.Unfinished(one.Root).ShouldBeEmpty();
            return false;
        }

        if (back)
        {
            await one.Rollback();
            one.ShouldBeOld(why);
        }
        else
        {
            await UpgradedStack.All(one.Resume());
            one.ShouldBeNew(why);
        }

        return true;
    }

    static async Task<bool> IsKilled(UpgradeRun run, UpgradedStack one)
    {
        try
        {
            await UpgradedStack.All(run);
            return false;
        }
        catch (DataSpecException undone) when (undone.ExitCode is ExitCode.RolledBack)
        {
            one.ShouldBeOld();
            return false;
        }
        catch (UpgradeKilledException)
        {
            return true;
        }
    }

    static void KillIf(bool now)
    {
        if (now)
            throw new UpgradeKilledException();
    }
}
