using System.ComponentModel;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Upgrades;
using Nuke.Common;
using Serilog;

/// <summary>Moves everything to other versions, rehearsed and backed up, and back by itself if that fails.</summary>
[Category(Group.Upgrades)]
interface IUpgrade : IHazBackups, IChoosesVersions, IDrains, IResumes, IPrunes, IConfirms
{
    [Parameter("With a release: files, or all, whose conflicts keep what is here", Separator = ",")]
    string[] KeepMine => TryGetValue(() => KeepMine) ?? [];

    [Parameter("With a release: files, or all, whose conflicts take what the release has", Separator = ",")]
    string[] TakeTheirs => TryGetValue(() => TakeTheirs) ?? [];

    [Parameter("How old a proved backup may be to do, as 30m or 2h; 1 hour by default")]
    TimeSpan? MaxBackupAge => TryGetValue<TimeSpan?>(() => MaxBackupAge);

    [Parameter("Goes on with a backup that was not shown to be restorable")]
    bool AcceptUnproved => TryGetValue<bool?>(() => AcceptUnproved) ?? false;

    Target Prefetch => _ => _
        .Description("Makes the new images present and prepares the new files, while the stack runs")
        .Unlisted()
        .Executes(() => UpgradeStep(UpgradeSteps.Prefetch));

    Target SecureBackup => _ => _
        .Description("Takes a proved backup, unless there is a young one")
        .Unlisted()
        .DependsOn<IUpgrade>(upgrade => upgrade.Prefetch)
        .Executes(() => UpgradeStep(UpgradeSteps.SecureBackup));

    Target Quiesce => _ => _
        .Description("Lets running tasks end; everything but the scheduler runs on")
        .Unlisted()
        .DependsOn<IUpgrade>(upgrade => upgrade.SecureBackup)
        .DependsOn<IRehearse>(rehearse => rehearse.Rehearse)
        .Executes(() => UpgradeStep(UpgradeSteps.Quiesce));

    Target StopStack => _ => _
        .Description("Stops pages and services")
        .Unlisted()
        .DependsOn<IUpgrade>(upgrade => upgrade.Quiesce)
        .Executes(() => UpgradeStep(UpgradeSteps.StopStack));

    Target SealBackup => _ => _
        .Description("Makes the quick way back, and takes down what must be the same afterwards")
        .Unlisted()
        .DependsOn<IUpgrade>(upgrade => upgrade.StopStack)
        .Executes(() => UpgradeStep(UpgradeSteps.SealBackup));

    Target Switch => _ => _
        .Description("Puts the new images and files in place")
        .Unlisted()
        .DependsOn<IUpgrade>(upgrade => upgrade.SealBackup)
        .Executes(() => UpgradeStep(UpgradeSteps.Switch));

    Target Migrate => _ => _
        .Description("Brings the metadata to the new versions")
        .Unlisted()
        .DependsOn<IUpgrade>(upgrade => upgrade.Switch)
        .Executes(() => UpgradeStep(UpgradeSteps.Migrate));

    Target VerifyUpgrade => _ => _
        .Description("Shows that nothing was lost, before anybody works with it")
        .Unlisted()
        .DependsOn<IUpgrade>(upgrade => upgrade.Migrate)
        .Executes(() => UpgradeStep(UpgradeSteps.VerifyUpgrade));

    Target Reopen => _ => _
        .Description("Starts the pages, then the scheduler")
        .Unlisted()
        .DependsOn<IUpgrade>(upgrade => upgrade.VerifyUpgrade)
        .OnlyWhenStatic(() => !Prune)
        .Executes(() => UpgradeStep(UpgradeSteps.Reopen));

    Target Upgrade => _ => _
        .Description("""
            Moves the stack to the versions of this checkout, or back by itself

            Backed up, rehearsed, one short stop; if anything fails it goes back by itself. Killed anywhere,
            --resume goes on.

            Examples:
              ./build.sh Upgrade --plan                            what would happen, and may it begin?
              ./build.sh Upgrade
              ./build.sh Upgrade --to airflow=3.3.3                one service
              ./build.sh Upgrade --to ~/dataspec-2.0 --keep-mine airflow/requirements.txt    a newer release
              ./build.sh Upgrade --resume

            Codes of its own: 4 the backup or the rehearsal does not hold, 5 undone: the old versions run, 7 --resume or Rollback.
            Page: docs/upgrade.md
            """)
        .DependsOn<IUpgrade>(upgrade => upgrade.Reopen)
        .Executes(() => Prune ? OperateAlone(PruneUpgrade) : Operate(ShowUpgrade));

    /// <summary>What <c>--plan</c> adds to the list of targets.</summary>
    void ShowUpgradePlan()
    {
        try
        {
            Operate(async ct => Report(await (await Stack.Upgrades(ct)).PlanAsync(UpgradeOptions, ct), UpgradeTables.Of)).GetAwaiter().GetResult();
        }
        catch (OperationFailed failure)
        {
            Log.Error("{Message:l}", failure.Message);
        }
    }

    /// <summary>One step of the upgrade of this run.</summary>
    Task UpgradeStep(string step) => OperateAlone(
        async ct =>
        {
            if (await Stack.UpgradeRun(Resume, UpgradeOptions, ct) is { } run)
                await run.StepAsync(step, ct);
        },
        despite: unfinished => Resume && unfinished.Kind is UpgradeRun.Kind);

    private async Task ShowUpgrade(CancellationToken ct)
    {
        if (Stack.StartedUpgrade is not { } run)
        {
            Stack.Progress.Say("upgrade", "images and files are those that run: there is nothing to do");
            return;
        }

        await (await Stack.Services(ct)).Operations.WriteAsync(HistoryLine.All(Stack.Root), ct);
        await Aftermath.LookAsync(Stack, ct);
        Report(run.Result(), UpgradeTables.Of);
    }

    private async Task PruneUpgrade(CancellationToken ct)
    {
        Confirmation.Require(Yes, "Delete the state before the last upgrade? There is no Rollback after that.", "./build.sh Upgrade --prune --yes");
        Report(await (await Stack.Upgrades(ct)).PruneAsync(ct), UpgradeTables.Deleted);
    }

    private UpgradeOptions UpgradeOptions => new()
    {
        To = [.. To],
        Choices = new([.. KeepMine], [.. TakeTheirs]),
        BackupDirectory = TargetOf(Stack.BackupDirectory),
        MaxBackupAge = MaxBackupAge ?? TimeSpan.FromHours(1),
        AcceptUnproved = AcceptUnproved,
        Drain = DrainTime,
        EndTasks = EndTasks,
        Agrees = question => Yes || Confirmation.IsAgreed(question) is true,
    };
}
