using System.Collections.Immutable;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Schedules;

/// <summary>A timer and a service of systemd: the machine's own for root, else the person's.</summary>
sealed class SystemdPlace(ScheduleMachine machine, IProcessRunner runner) : ISchedulePlace
{
    const UnixFileMode Readable = (UnixFileMode)0x1A4; // 0644

    public string Kind => machine.IsRoot ? "systemd" : "systemd-user";

    string Directory => machine.IsRoot ? machine.SystemUnits : machine.UserUnits;

    public string Describe(string project) => $"{TimerOf(project)} ({(machine.IsRoot ? "systemctl" : "systemctl --user")} list-timers)";

    public async Task<ImmutableArray<string>> InstallAsync(string project, TimeOnly daily, string launcher, CancellationToken ct)
    {
        System.IO.Directory.CreateDirectory(Directory);
        Journal.DurableFile.Write(ServiceOf(project), ScheduleTexts.Service(project, launcher), Readable);
        Journal.DurableFile.Write(TimerOf(project), ScheduleTexts.Timer(project, daily), Readable);
        await ControlAsync(["daemon-reload"], ct);
        await ControlAsync(["enable", Path.GetFileName(TimerOf(project))], ct);
        // A running timer keeps its old time until it is started again.
        await ControlAsync(["restart", Path.GetFileName(TimerOf(project))], ct);
        return machine.IsRoot || machine.Lingers
            ? []
            : [$"Your timers run only while you are logged in. For all the time: sudo loginctl enable-linger {machine.User}"];
    }

    public Task<bool> IsInstalledAsync(string project, TimeOnly daily, string launcher, CancellationToken ct) => Task.FromResult(
        Is(ServiceOf(project), ScheduleTexts.Service(project, launcher)) && Is(TimerOf(project), ScheduleTexts.Timer(project, daily)));

    public async Task RemoveAsync(string project, CancellationToken ct)
    {
        if (File.Exists(TimerOf(project)))
            await ControlAsync(["disable", "--now", Path.GetFileName(TimerOf(project))], ct);
        ScheduleFiles.Delete(TimerOf(project));
        ScheduleFiles.Delete(ServiceOf(project));
        await ControlAsync(["daemon-reload"], ct);
    }

    string ServiceOf(string project) => Path.Combine(Directory, $"{ScheduleTexts.NameOf(project)}.service");

    string TimerOf(string project) => Path.Combine(Directory, $"{ScheduleTexts.NameOf(project)}.timer");

    async Task ControlAsync(ImmutableArray<string> arguments, CancellationToken ct) =>
        (await runner.RunAsync(Command.Of("systemctl", machine.IsRoot ? [.. arguments] : ["--user", .. arguments]).Within(TimeSpan.FromMinutes(1)), ct: ct)).EnsureSuccess();

    static bool Is(string path, string text) => File.Exists(path) && File.ReadAllText(path).Equals(text, StringComparison.Ordinal);
}
