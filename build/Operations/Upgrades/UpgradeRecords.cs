using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using DataSpec.Operations.Upgrades.Files;

namespace DataSpec.Operations.Upgrades;

/// <summary>One image that becomes another.</summary>
/// <param name="Service">Name in the image lock: <c>airflow</c>.</param>
/// <param name="Variable">The key of <c>.env</c> that holds the reference.</param>
/// <param name="FromId">The engine's id of what runs, <c>sha256:...</c>; empty where nothing runs with it.</param>
/// <param name="ToId">Null until it is present.</param>
public sealed record ImageChange(string Service, string Variable, string From, string FromId, string To, string? ToId);

/// <summary>Where an upgrade goes.</summary>
/// <param name="Images">Empty where only configuration changes.</param>
/// <param name="FromMajor">Major version of Postgres in use; null where its image does not change.</param>
/// <param name="ToMajor">The one wanted; null where its image does not change.</param>
/// <param name="FilesDirectory">Staged merged files; null where none change.</param>
public sealed record UpgradeTarget(ImmutableArray<ImageChange> Images, int? FromMajor, int? ToMajor, string? FilesDirectory)
{
    /// <summary>True where the database's files must be made anew.</summary>
    [JsonIgnore]
    public bool IsMajor => FromMajor != ToMajor;

    /// <summary>Versions for people: <c>airflow 3.2.2 -> 3.3.2</c>.</summary>
    public override string ToString() =>
        Images.IsEmpty ? "configuration only" : string.Join(", ", Images.Select(image => $"{image.Service} {ImageVersion.TextOf(image.From)} -> {ImageVersion.TextOf(image.To)}"));
}

/// <summary>What is asked of an upgrade.</summary>
public sealed record UpgradeOptions
{
    /// <summary>A lock file, the folder of a release, or <c>SERVICE=TAG</c>, one or several; the checkout's own lock by default.</summary>
    public ImmutableArray<string> To { get; init; } = [];

    /// <summary>What becomes of files that were changed here and in the release; undecided by default.</summary>
    public MergeChoices Choices { get; init; } = MergeChoices.None;

    /// <summary>Directory of the backups, absolute.</summary>
    public required string BackupDirectory { get; init; }

    /// <summary>How old a proved backup may be to do; 1 hour by default.</summary>
    public TimeSpan MaxBackupAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Goes on with a backup that was not shown to be restorable; false by default.</summary>
    public bool AcceptUnproved { get; init; }

    /// <summary>How long running tasks may take to end; 30 minutes by default.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Ends tasks that still run then; Airflow runs them again. False goes back instead.</summary>
    public bool EndTasks { get; init; }

    /// <summary>Asked before tasks may be ended that, by their usual length, will still run then.</summary>
    public Func<string, bool> Agrees { get; init; } = _ => false;
}

/// <summary>A rehearsal without a problem; all in seconds.</summary>
/// <param name="Stop">How long the pages will be without an answer.</param>
public sealed record RehearsedStop(double Seconds, double Stop, double StopAtMost)
{
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"rehearsed in {Seconds:0} s on a copy, without a problem: the stop will take {Stop:0} s, at most {StopAtMost:0} s");
}

/// <summary>One step of a finished upgrade.</summary>
public sealed record UpgradedStep(string Name, double Seconds);

/// <summary>A finished upgrade.</summary>
/// <param name="Id">Of the operation; <c>Rollback</c> goes back to the state before it.</param>
/// <param name="Versions">What became what.</param>
/// <param name="StopSeconds">From the first page that was stopped until all answered again.</param>
/// <param name="PredictedStop">What the rehearsal said of that; null without one.</param>
/// <param name="Checks">What was shown, one sentence each.</param>
/// <param name="Notes">What the person should know.</param>
public sealed record UpgradeResult(
    string Id, string Versions, string? Backup, double StopSeconds, double? PredictedStop, double Seconds, ImmutableArray<UpgradedStep> Steps, ImmutableArray<string> Checks, ImmutableArray<string> Notes);
