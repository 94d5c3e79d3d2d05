using System.Collections.Immutable;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>What of a backup is brought back.</summary>
public enum RestorePart
{
    /// <summary>The whole cluster: warehouse, metadata of Airflow and Superset.</summary>
    Postgres,

    /// <summary>The other directories of <c>data</c>.</summary>
    Files,

    /// <summary>The values of <c>.env</c> that belong to the data.</summary>
    Secrets,

    /// <summary><c>compose/</c>, <c>scripts-config/</c> and <c>airflow/</c> of the checkout; only when asked for by name.</summary>
    Config,
}

/// <summary>What is restored.</summary>
public sealed record RestoreOptions
{
    /// <summary>Id of a backup, its directory, or <c>latest</c> for the newest proved one.</summary>
    public required string From { get; init; }

    /// <summary>Directory that holds backups.</summary>
    public required string TargetDirectory { get; init; }

    /// <summary>Everything but the configuration by default.</summary>
    public ImmutableArray<RestorePart> Only { get; init; } = [RestorePart.Postgres, RestorePart.Files, RestorePart.Secrets];

    /// <summary>A moment before the end of the backup's log, or after it with more of the log; null replays what the backup holds.</summary>
    public RecoveryTarget? Target { get; init; }

    /// <summary>Pauses every DAG of the restored Airflow, for a clone; false by default.</summary>
    public bool PauseDags { get; init; }

    /// <exception cref="DataSpecException">There is no such part (exit code 2).</exception>
    public static ImmutableArray<RestorePart> PartsOf(IReadOnlyList<string> names) =>
        names.Count == 0 ? [RestorePart.Postgres, RestorePart.Files, RestorePart.Secrets] : [.. names.Select(PartOf).Distinct()];

    static RestorePart PartOf(string name) =>
        Enum.GetValues<RestorePart>().Cast<RestorePart?>().FirstOrDefault(part => part.ToString()!.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new DataSpecException(ExitCode.WrongUsage, $"A backup has no part '{name}'.")
        {
            LeftAsItWas = "Nothing was changed.",
            NextStep = "--only with some of: postgres,files,secrets,config",
        };
}

/// <summary>Where the replay of the log ends.</summary>
/// <param name="Time">The first commit after it is left out.</param>
/// <param name="LogDirectory">Holds the log after the backup, as a receiver wrote it: segments, the last one perhaps <c>.partial</c>.</param>
public sealed record RecoveryTarget(DateTimeOffset Time, string LogDirectory)
{
    /// <summary>A place of the log to stop at instead, as Postgres writes it; the time is then that of the last commit before it.</summary>
    public string? Place { get; init; }
}

/// <summary>A finished restore or undo.</summary>
/// <param name="Id">Of the operation; the state before it is kept under this name.</param>
/// <param name="From">Id of the backup, or of the operation that was undone.</param>
/// <param name="At">The moment that the data is of; null for an undo.</param>
/// <param name="Replaced">Directories and files that were exchanged, from the root.</param>
/// <param name="Checks">What was shown about the data before it took its place, one sentence each.</param>
/// <param name="Notes">What the person should know.</param>
/// <param name="Started">True where the stack ran before and runs again.</param>
/// <param name="Previous">Directory of the state before; null where there was none.</param>
/// <param name="CopySeconds">For copying and hashing the files.</param>
/// <param name="BootSeconds">From the start of the copy until it took writes.</param>
/// <param name="DownSeconds">From the first service that was stopped until the last one was healthy; null where nothing ran.</param>
public sealed record RestoreResult(
    string Id,
    string From,
    DateTimeOffset? At,
    ImmutableArray<string> Replaced,
    ImmutableArray<string> Checks,
    ImmutableArray<string> Notes,
    bool Started,
    string? Previous,
    double CopySeconds,
    double BootSeconds,
    double? DownSeconds,
    double Seconds);
