using System.Collections.Immutable;

namespace DataSpec.EndToEnd.Verification;

/// <summary>For every check of the catalogue the faults that it is there for.</summary>
static class Faults
{
    /// <summary>How many of the faults a commit tries.</summary>
    const int Share = 6;

    public static ImmutableArray<Fault> All => [.. Quick, .. StandInFaults.All];

    /// <summary>All of them with <c>--full</c>; else a few, of kinds as different as can be, that change with the commit. Stand-ins take minutes to start.</summary>
    public static IEnumerable<Fault> OfThisCommit => EndToEnd.Share.IsFull
        ? All
        : Enumerable.Range(0, Share).Select(turn => Quick[(First() + (turn * (Quick.Length / Share))) % Quick.Length]);

    static ImmutableArray<Fault> Quick { get; } =
    [
        .. EngineFaults.All, .. DiskFaults.All, .. ContainerFaults.All, .. ConfigurationFaults.All, .. FileFaults.All, .. PostgresFaults.All, .. AirflowFaults.All,
        .. SupersetFaults.All, .. ClusterFaults.All, .. DataFaults.All, .. BackupFaults.All,
    ];

    static int First() => EndToEnd.Share.Of(Enumerable.Range(0, Quick.Length).ToArray()).Single();
}
