using System.Collections.Immutable;

namespace DataSpec.Operations.Upgrades.Clusters;

/// <summary>How the files of a cluster come into the next major version.</summary>
public enum ClusterUpgradeWay
{
    /// <summary>Both versions share them: seconds at any size, and the old directory cannot be used any more.</summary>
    Link,

    /// <summary>They are copied.</summary>
    Copy,

    /// <summary>They are copied where they change, by file systems that can; elsewhere copied.</summary>
    Clone,

    /// <summary>Dumped and restored: slow, and possible where the others are not.</summary>
    Dump,
}

/// <summary>One cluster to bring to another major version.</summary>
/// <param name="Operation">Id of the operation; containers are named after it.</param>
/// <param name="OldImage">Id of the image of the version that the cluster has.</param>
/// <param name="NewImage">Id of the image of the version that it gets.</param>
/// <param name="OldData">A data directory that was shut down; used up by <see cref="ClusterUpgradeWay.Link"/>, else it still starts with the old version.</param>
/// <param name="NewData">On the same mount; must not exist, and exists when everything is done.</param>
/// <param name="Superuser">As <c>.env</c> has it.</param>
public sealed record ClusterUpgradeRequest(string Operation, string OldImage, string NewImage, string OldData, string NewData, string Superuser, ClusterUpgradeWay Way)
{
    /// <summary>Dump and restore where <c>pg_upgrade</c> refuses; true by default.</summary>
    public bool MayDump { get; init; } = true;
}

/// <summary>What an upgrade of a cluster did.</summary>
/// <param name="Notes">What a person should know, a sentence each.</param>
/// <param name="Seconds">By stage.</param>
/// <param name="Relations">In all databases together.</param>
public sealed record ClusterUpgradeReport(ImmutableArray<string> Notes, ImmutableSortedDictionary<string, double> Seconds, int Relations)
{
    /// <summary>The way that was gone, or by a check would be; another than asked for where that was impossible, which a note tells.</summary>
    public ClusterUpgradeWay Way { get; init; }
}

/// <summary>The write-ahead log up to the shutdown of the cluster.</summary>
/// <param name="End">Of the last record, the checkpoint of the shutdown.</param>
/// <param name="Completed">True where the receiver had not got all of it, and the rest was taken from the stopped data directory.</param>
/// <param name="Seconds">That sealing took, after the stop.</param>
public sealed record SealedLog(string Directory, string End, bool Completed, double Seconds);

/// <summary>A working copy that is ready for an upgrade.</summary>
/// <param name="Directory">Data directory, shut down.</param>
/// <param name="End">Up to where the log of the live cluster was replayed: its shutdown.</param>
/// <param name="Seconds">That finishing took, after the stop.</param>
public sealed record FinishedCopy(string Directory, string End, double Seconds);
