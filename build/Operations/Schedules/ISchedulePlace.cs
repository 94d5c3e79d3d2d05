using System.Collections.Immutable;

namespace DataSpec.Operations.Schedules;

/// <summary>One of the ways in which a machine starts something every day.</summary>
public interface ISchedulePlace
{
    /// <summary>A word for it: <c>systemd</c>, <c>systemd-user</c>, <c>cron.d</c> or <c>crontab</c>.</summary>
    string Kind { get; }

    /// <summary>What it is and where, for people.</summary>
    string Describe(string project);

    /// <summary>Installs or replaces this stack's entry.</summary>
    /// <returns>What the person should know, a sentence each.</returns>
    Task<ImmutableArray<string>> InstallAsync(string project, TimeOnly daily, string launcher, CancellationToken ct);

    /// <summary>True where the entry is there as <see cref="InstallAsync"/> would write it.</summary>
    Task<bool> IsInstalledAsync(string project, TimeOnly daily, string launcher, CancellationToken ct);

    /// <summary>Removes this stack's entry; nothing where there is none.</summary>
    Task RemoveAsync(string project, CancellationToken ct);
}
