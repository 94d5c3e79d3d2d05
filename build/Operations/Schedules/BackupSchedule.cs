using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Schedules;

/// <summary>When and how backups are made without a person.</summary>
/// <param name="Daily">Time of day of this machine's clock.</param>
/// <param name="Target">Absolute; null for BACKUP_DIR of <c>.env</c> as it is then.</param>
/// <param name="OnFailure">Program and arguments that are run when a backup failed; empty for none.</param>
/// <param name="Place">Where the schedule is installed, as <see cref="ISchedulePlace.Kind"/>.</param>
public sealed record BackupSchedule(TimeOnly Daily, string? Target, RetentionRule Keep, ImmutableArray<string> OnFailure, string Place)
{
    public string At => Daily.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <exception cref="DataSpecException">No time of day.</exception>
    public static TimeOnly ParseTime(string text) =>
        TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw new DataSpecException(ExitCode.WrongUsage, $"--daily '{text}' is no time of day.")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = "./build.sh Schedule --daily 03:00",
            };
}

/// <summary>The files of a stack's schedule, in <c>data/.dataspec/schedule</c>.</summary>
public sealed class ScheduleFiles(StackRoot root)
{
    static readonly JsonSerializerOptions Shape = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    const UnixFileMode PrivateProgram = EnvFile.PrivateMode | UnixFileMode.UserExecute;

    public string Directory { get; } = Path.Combine(root.State, "schedule");

    /// <summary>What the timer starts.</summary>
    public string Launcher => Path.Combine(Directory, "run.sh");

    /// <summary>Everything that scheduled runs print.</summary>
    public string Log => Path.Combine(Directory, "run.log");

    /// <summary>There from the start of a scheduled run until it has reported how it ended.</summary>
    public string Running => Path.Combine(Directory, "running");

    public string Failure => Path.Combine(Directory, "failure.json");

    string Settings => Path.Combine(Directory, "schedule.json");

    /// <summary>Null where no schedule is set.</summary>
    /// <exception cref="DataSpecException">The file is damaged.</exception>
    public BackupSchedule? Read() => Read<BackupSchedule>(Settings, "./build.sh Schedule --daily 03:00");

    /// <summary>Null where the last scheduled run that ended did not fail.</summary>
    public ScheduleFailure? ReadFailure() => Read<ScheduleFailure>(Failure, "./build.sh Backup");

    public void Write(BackupSchedule schedule, string launcher)
    {
        System.IO.Directory.CreateDirectory(Directory);
        DurableFile.Write(Launcher, launcher, PrivateProgram);
        DurableFile.Write(Settings, JsonSerializer.Serialize(schedule, Shape) + "\n", EnvFile.PrivateMode);
    }

    public void Write(ScheduleFailure failure)
    {
        System.IO.Directory.CreateDirectory(Directory);
        DurableFile.Write(Failure, JsonSerializer.Serialize(failure, Shape) + "\n", EnvFile.PrivateMode);
    }

    /// <summary>The log stays: it says what was.</summary>
    public void Remove()
    {
        foreach (var path in new[] { Settings, Launcher, Running, Failure })
            Delete(path);
    }

    /// <summary>Does nothing where it, or the folder, is not there.</summary>
    public static void Delete(string path)
    {
        if (File.Exists(path))
            File.Delete(path);
    }

    static T? Read<T>(string path, string next) where T : class
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<T>(File.ReadAllText(path), Shape) : null;
        }
        catch (JsonException error)
        {
            throw new DataSpecException(ExitCode.FailedUnchanged, $"'{path}' cannot be read: {error.Message}", error) { NextStep = next };
        }
    }
}

/// <summary>The marker that a failed scheduled run leaves; a later success removes it.</summary>
/// <param name="At">When it failed.</param>
/// <param name="Step">The target that failed: <c>Backup</c> or <c>Backups</c>.</param>
/// <param name="ExitCode">That target's.</param>
/// <param name="LastLines">Of its output, oldest first.</param>
public sealed record ScheduleFailure(DateTimeOffset At, string Step, int ExitCode, ImmutableArray<string> LastLines);
