using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Schedules;

/// <summary>Backups on the screen of <c>Status</c>.</summary>
/// <param name="LastProved">Id of the newest backup that is proved; null where there is none.</param>
/// <param name="At">The moment it holds.</param>
/// <param name="Daily">When backups are scheduled; null where they are not.</param>
/// <param name="Warnings">What a person should look after, a sentence each.</param>
public sealed record BackupOverview(string? LastProved, DateTimeOffset? At, string? Target, string? Daily, ImmutableArray<string> Warnings);

/// <summary>Looks at the backups of a stack and at its schedule; changes nothing.</summary>
public sealed class BackupOverviewReader(StackRoot root, string backupDirectory, TimeProvider time)
{
    static readonly TimeSpan Old = TimeSpan.FromDays(2);

    readonly ScheduleFiles _files = new(root);

    public BackupOverview Read()
    {
        List<string> warnings = [];
        var schedule = Try(_files.Read, warnings);
        var target = schedule?.Target ?? Path.GetFullPath(backupDirectory, root.Directory);
        var newest = Try(() => BackupCatalogue.Read(target).LastOrDefault(backup => backup.IsProved), warnings);
        var at = newest?.Manifest!.Consistency.At;
        if (at is null)
            warnings.Add($"There is no proved backup in '{target}': ./build.sh Backup");
        else if (time.GetUtcNow() - at > Old)
            warnings.Add($"The last proved backup is {ProgressText.Duration(time.GetUtcNow() - at.Value)} old: ./build.sh Backup");
        if (Try(_files.ReadFailure, warnings) is { } failure)
            warnings.Add($"The scheduled {failure.Step} of {Local(failure.At)} failed with exit code {failure.ExitCode}: {failure.LastLines.LastOrDefault() ?? "it said nothing"} (less '{_files.Log}')");
        if (Interrupted() is { } begun)
            warnings.Add($"The scheduled backup of {Local(begun)} did not begin or was killed (less '{_files.Log}')");
        return new(newest?.Backup.Id, at, target, schedule?.At, [.. warnings]);
    }

    /// <summary>When a run began that never said how it ended and does not go on; null where there is none.</summary>
    DateTimeOffset? Interrupted()
    {
        if (!File.Exists(_files.Running))
            return null;
        var process = File.ReadAllText(_files.Running).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        var goesOn = process is [var id, var boot] && int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && boot == Journal.ProcessIdentity.OfThis.Boot && ProcessTable.Find(number) is { IsRunning: true };
        return goesOn ? null : new DateTimeOffset(File.GetLastWriteTimeUtc(_files.Running), TimeSpan.Zero);
    }

    string Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, time.LocalTimeZone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    static T? Try<T>(Func<T?> read, List<string> warnings) where T : class
    {
        try
        {
            return read();
        }
        catch (DataSpecException error)
        {
            warnings.Add(error.Message);
            return null;
        }
    }
}
