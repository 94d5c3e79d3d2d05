using System.Collections.Immutable;

namespace DataSpec.EndToEnd.Verification;

/// <summary>For every check of the catalogue the faults that it is there for.</summary>
static class Faults
{
    public static ImmutableArray<Fault> All => [.. Seen, .. StandInFaults.All, .. ClusterFaults.All, .. DataFaults.All, .. BackupFaults.All];

    /// <summary>Those that were seen to be told rightly on the real stack by a whole run; commits take turns among them, <c>--full</c> runs the others too.</summary>
    public static ImmutableArray<Fault> Seen { get; } =
    [
        .. EngineFaults.All, .. DiskFaults.All, .. ContainerFaults.All, .. ConfigurationFaults.All, .. FileFaults.All,
        .. PostgresFaults.All, .. AirflowFaults.All, .. SupersetFaults.All,
    ];
}
