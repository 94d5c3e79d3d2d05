using System.Collections.Immutable;

namespace DataSpec.Operations.Upgrades.Clusters;

/// <summary>What <c>pg_controldata</c> prints, by its English names.</summary>
sealed class ControlData(ImmutableDictionary<string, string> values)
{
    /// <summary>False for a cluster that runs, that was killed, or that is the copy of one that ran.</summary>
    public bool IsShutDown => State == "shut down";

    public string State => values.GetValueOrDefault("Database cluster state", "unknown");

    /// <summary>After a clean stop the last record of the log.</summary>
    public string Checkpoint => values["Latest checkpoint location"];

    public static ControlData Parse(IEnumerable<string> lines) => new(
        lines.Select(line => line.Split(':', 2)).Where(pair => pair.Length == 2).DistinctBy(pair => pair[0], StringComparer.Ordinal)
            .ToImmutableDictionary(pair => pair[0].Trim(), pair => pair[1].Trim(), StringComparer.Ordinal));
}
