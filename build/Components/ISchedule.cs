using System.Collections.Immutable;
using System.ComponentModel;
using DataSpec.Operations;
using DataSpec.Operations.Schedules;
using DataSpec.Operations.Secrets;
using Nuke.Common;

/// <summary>Backups every day, without a person.</summary>
[Category(Group.Data)]
interface ISchedule : IHazRetention, IRemoves
{
    [Parameter("Time of day of this machine's clock at which a backup is made: 03:00")]
    string? Daily => TryGetValue(() => Daily);

    [Parameter("Program and its arguments to run when a scheduled backup failed, started without a shell; what begins with '-' follows after --")]
    string[] OnFailure => TryGetValue(() => OnFailure) ?? [];

    [Parameter("Address that gets a JSON message when a scheduled backup failed; kept in .env as BACKUP_WEBHOOK")]
    [Secret]
    string? Webhook => TryGetValue(() => Webhook);

    [Parameter("Shows the schedule")]
    bool Show => TryGetValue<bool?>(() => Show) ?? false;

    Target Schedule => _ => _
        .Description("""
            Makes a proved backup every day: a systemd timer, or cron

            Deletes afterwards what no rule keeps, and tells you when something failed.

            Examples:
              ./build.sh Schedule --daily 03:00 --target-dir /mnt/usb/dataspec
              ./build.sh Schedule --show
              ./build.sh Schedule --remove

            Page: docs/schedule.md
            """)
        .Executes(() => Show ? Operate(ShowSchedule) : OperateAlone(Remove ? RemoveSchedule : SetSchedule));

    Target ScheduledBackup => _ => _
        .Description("What the schedule starts: Backup, then Backups --prune, then a notice where one of them failed")
        .Unlisted()
        .Executes(() => Operate(ct => Stack.ScheduledBackup(Stack.ReadSettings()).RunAsync(ct)));

    private async Task SetSchedule(CancellationToken ct)
    {
        if (Daily is null)
            throw new DataSpecException(DataSpec.Operations.ExitCode.WrongUsage, "Of --daily, --show and --remove one must be given.") { NextStep = "./build.sh Schedule --daily 03:00" };
        var settings = Stack.ReadSettings();
        var schedules = Stack.Schedules(settings.ComposeProject);
        ImmutableArray<string> command = OnFailure.Length == 0 ? [] : [.. OnFailure, .. Stack.PassedOn];
        var schedule = new BackupSchedule(BackupSchedule.ParseTime(Daily), TargetDir is null ? null : TargetOf(""), Retention, command, schedules.Place);
        ScheduleOperation.RequireTarget(TargetOf(settings.BackupDirectory), Stack.Root);
        if (Webhook is { } address)
            SaveWebhook(address);
        Report(await schedules.InstallAsync(schedule, ct), ScheduleTable.Of);
    }

    private async Task ShowSchedule(CancellationToken ct) => Report(await Schedules.ShowAsync(ct), ScheduleTable.Of);

    private async Task RemoveSchedule(CancellationToken ct)
    {
        await Schedules.RemoveAsync(ct);
        Report(await Schedules.ShowAsync(ct), ScheduleTable.Of);
    }

    private ScheduleOperation Schedules => Stack.Schedules(Stack.ReadNames().Project);

    private void SaveWebhook(string address)
    {
        Stack.Masked.Add([address]);
        if (EnvKeys.BackupWebhook.ProblemWith(address) is { } problem)
            throw new DataSpecException(DataSpec.Operations.ExitCode.WrongUsage, problem) { LeftAsItWas = "Nothing was changed." };
        new EnvFile(Stack.Root.EnvFile).Set([KeyValuePair.Create(EnvKeys.BackupWebhook.Name, address)]);
    }
}
