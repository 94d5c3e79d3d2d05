using System.Collections.Immutable;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Schedules;

/// <summary>A schedule as it is set and installed.</summary>
/// <param name="Where">What starts it.</param>
/// <param name="IsInstalled">False where that was changed or removed by hand.</param>
/// <param name="Notes">What the person should know, a sentence each.</param>
public sealed record ScheduleResult(BackupSchedule? Schedule, string? Where, bool IsInstalled, ImmutableArray<string> Notes);

/// <summary>Sets, shows and removes the one schedule of a stack.</summary>
public sealed class ScheduleOperation(StackRoot root, string project, ScheduleMachine machine, IProcessRunner runner, IReadOnlyDictionary<string, string> environment)
{
    readonly ScheduleFiles _files = new(root);

    ImmutableArray<ISchedulePlace> Places => [new SystemdPlace(machine, runner), new CronDirectoryPlace(machine), new CrontabPlace(machine, runner)];

    /// <summary>Where a new schedule goes on this machine.</summary>
    public string Place => machine switch
    {
        { HasSystemd: true, IsRoot: true } => "systemd",
        { HasSystemd: true } => "systemd-user",
        { IsRoot: true } => "cron.d",
        _ => "crontab",
    };

    /// <exception cref="DataSpecException">No backup could be written there.</exception>
    public static void RequireTarget(string target, StackRoot root) => Backups.BackupTarget.Open(target, root);

    /// <summary>Sets the schedule; an earlier one is replaced. Repeated, it changes nothing.</summary>
    /// <exception cref="DataSpecException">The root's path cannot be written into a timer, or the timer cannot be installed.</exception>
    public async Task<ScheduleResult> InstallAsync(BackupSchedule schedule, CancellationToken ct)
    {
        if (root.Directory.Any(char.IsControl))
            throw new DataSpecException(ExitCode.RequirementMissing, "The path of this checkout holds a line break or another control character: no timer can name it.") { NextStep = "Move it to another path" };
        if (_files.Read() is { } before && before.Place != schedule.Place)
            await Find(before.Place).RemoveAsync(project, ct);
        _files.Write(schedule, ScheduleTexts.Launcher(project, root, _files, environment));
        var place = Find(schedule.Place);
        var notes = await place.InstallAsync(project, schedule.Daily, _files.Launcher, ct);
        return new(schedule, place.Describe(project), IsInstalled: true, notes);
    }

    public async Task<ScheduleResult> ShowAsync(CancellationToken ct)
    {
        if (_files.Read() is not { } schedule)
            return new(null, null, IsInstalled: false, []);
        var place = Find(schedule.Place);
        var installed = File.Exists(_files.Launcher) && await place.IsInstalledAsync(project, schedule.Daily, _files.Launcher, ct);
        return new(schedule, place.Describe(project), installed, installed ? [] : [$"What should start it is not there as it was installed: ./build.sh Schedule --daily {schedule.At} puts it back"]);
    }

    /// <summary>Removes the schedule; the log of its runs stays.</summary>
    public async Task RemoveAsync(CancellationToken ct)
    {
        await Find(_files.Read()?.Place ?? Place).RemoveAsync(project, ct);
        _files.Remove();
    }

    ISchedulePlace Find(string kind) => Places.FirstOrDefault(place => place.Kind == kind)
        ?? throw new DataSpecException(ExitCode.FailedUnchanged, $"The schedule is installed as '{kind}', and this run is of another user.")
        {
            LeftAsItWas = "Nothing was changed.",
            NextStep = kind is "systemd" ? "sudo ./build.sh Schedule --remove" : "Run the command as the user who made the schedule",
        };
}
