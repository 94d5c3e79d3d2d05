using System.Collections.Immutable;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Schedules;

/// <summary>Root's cron: a file of this stack's own in /etc/cron.d.</summary>
sealed class CronDirectoryPlace(ScheduleMachine machine) : ISchedulePlace
{
    const UnixFileMode Readable = (UnixFileMode)0x1A4; // 0644

    public string Kind => "cron.d";

    public string Describe(string project) => PathOf(project);

    public Task<ImmutableArray<string>> InstallAsync(string project, TimeOnly daily, string launcher, CancellationToken ct)
    {
        Directory.CreateDirectory(machine.CronDirectory);
        Journal.DurableFile.Write(PathOf(project), ScheduleTexts.CronFile(project, daily, launcher), Readable);
        return Task.FromResult(CronNotes.Of(machine));
    }

    public Task<bool> IsInstalledAsync(string project, TimeOnly daily, string launcher, CancellationToken ct) => Task.FromResult(
        File.Exists(PathOf(project)) && File.ReadAllText(PathOf(project)).Equals(ScheduleTexts.CronFile(project, daily, launcher), StringComparison.Ordinal));

    public Task RemoveAsync(string project, CancellationToken ct)
    {
        ScheduleFiles.Delete(PathOf(project));
        return Task.CompletedTask;
    }

    // Cron passes by names with a dot; a project's name has none.
    string PathOf(string project) => Path.Combine(machine.CronDirectory, ScheduleTexts.NameOf(project));
}

/// <summary>A person's own crontab: one line of it, everything else stays as it is.</summary>
sealed class CrontabPlace(ScheduleMachine machine, IProcessRunner runner) : ISchedulePlace
{
    public string Kind => "crontab";

    public string Describe(string project) => $"the line '# {ScheduleTexts.NameOf(project)}' of {machine.User}'s crontab (crontab -l)";

    public async Task<ImmutableArray<string>> InstallAsync(string project, TimeOnly daily, string launcher, CancellationToken ct)
    {
        await WriteAsync([.. (await ReadAsync(ct)).Where(line => !IsOf(project, line)), ScheduleTexts.CronLine(project, daily, launcher, user: null)], ct);
        return CronNotes.Of(machine);
    }

    public async Task<bool> IsInstalledAsync(string project, TimeOnly daily, string launcher, CancellationToken ct) =>
        (await ReadAsync(ct)).Where(line => IsOf(project, line)).SequenceEqual([ScheduleTexts.CronLine(project, daily, launcher, user: null)], StringComparer.Ordinal);

    public async Task RemoveAsync(string project, CancellationToken ct)
    {
        var lines = await ReadAsync(ct);
        if (lines.Any(line => IsOf(project, line)))
            await WriteAsync([.. lines.Where(line => !IsOf(project, line))], ct);
    }

    static bool IsOf(string project, string line) => line.EndsWith($" # {ScheduleTexts.NameOf(project)}", StringComparison.Ordinal);

    async Task<ImmutableArray<string>> ReadAsync(CancellationToken ct)
    {
        var result = await runner.RunAsync(Command.Of("crontab", "-l") with { Verbatim = true }, ct: ct);
        if (result.Succeeded)
            return [.. result.Lines.Where(line => line.Stream is OutputSource.Out).Select(line => line.Text)];
        // What cannot be read must not be replaced.
        return result.StandardError.Contains("no crontab", StringComparison.OrdinalIgnoreCase) ? [] : throw new CommandFailedException(result);
    }

    async Task WriteAsync(ImmutableArray<string> lines, CancellationToken ct) =>
        (await runner.RunAsync(Command.Of("crontab", "-").WithInput(string.Concat(lines.Select(line => line + "\n"))), ct: ct)).EnsureSuccess();
}

static class CronNotes
{
    public static ImmutableArray<string> Of(ScheduleMachine machine) => machine.HasCron
        ? []
        : ["No cron is installed on this machine, and systemd does not run it: nothing will start the backup. sudo apt-get install cron, and see that it runs"];
}
