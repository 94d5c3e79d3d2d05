using System.Collections.Immutable;
using System.Text.Json.Serialization;
using DataSpec.Operations.Backups;

namespace DataSpec.Operations.Upgrades.Rehearsing;

/// <summary>What is rehearsed.</summary>
/// <param name="Operation">Id of the operation that it belongs to: names begin with it.</param>
/// <param name="Backup">Of any form; it is only read.</param>
/// <param name="Target">Images and files; without any change the present ones.</param>
public sealed record RehearsalRequest(string Operation, BackupLayout Backup, UpgradeTarget Target);

/// <summary>One step of a rehearsal.</summary>
/// <param name="Name">A service, or what was done.</param>
/// <param name="Problem">Why the upgrade would fail here; null where it would not.</param>
public sealed record RehearsedStep(string Name, double Seconds, string? Problem)
{
    /// <summary>What was seen, or what a person should know though it is no reason against the upgrade; null for nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }
}

/// <summary>What a rehearsal showed.</summary>
/// <param name="Steps">In the order in which they began.</param>
/// <param name="Heads">Revisions of the schemas afterwards: <c>airflow</c>, <c>airflow-fab</c>, <c>superset</c>.</param>
/// <param name="PredictedStop">Seconds from the first page that is stopped until all answer again; running tasks are waited for before.</param>
/// <param name="PredictedStopAtMost">Its upper end.</param>
public sealed record RehearsalReport(
    ImmutableArray<RehearsedStep> Steps, ImmutableSortedDictionary<string, string> Heads, double PredictedStop, double PredictedStopAtMost)
{
    /// <summary>The parts that the prediction is the sum of, in their order.</summary>
    public ImmutableArray<RehearsedStep> StopParts { get; init; } = [];

    /// <summary>True where nothing speaks against the upgrade.</summary>
    public bool Holds => Steps.All(step => step.Problem is null);

    /// <summary>All of it, with what is no part of a stop.</summary>
    public double Seconds { get; init; }
}
