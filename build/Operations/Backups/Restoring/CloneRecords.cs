using System.Collections.Immutable;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>A second stack that runs from a backup.</summary>
/// <param name="Project">Its compose project.</param>
/// <param name="Directory">Its root: compose files, <c>.env</c> and data of its own.</param>
/// <param name="From">Id of the backup.</param>
/// <param name="Checks">What was shown about its data, one sentence each.</param>
public sealed record CloneResult(
    string Name, string Project, string Directory, string From, DateTimeOffset At, ImmutableArray<string> Checks, StackLinks Links, double Seconds);
