namespace DataSpec.Operations.Upgrades.Clusters;

/// <summary>Where an upgrade works on the database: below <c>data/.dataspec/upgrade/OPERATION</c>, on the disk of the data.</summary>
public sealed record ClusterPlaces(string Directory)
{
    /// <summary>Belongs to the server's user, so that it can make directories there.</summary>
    public string Clusters => Path.Combine(Directory, "clusters");

    /// <summary>Data directory of the working copy.</summary>
    public string Old => Path.Combine(Clusters, "old");

    /// <summary>Data directory of the new version, until it takes its place below <c>data/postgres</c>.</summary>
    public string New => Path.Combine(Clusters, "new");

    /// <summary>Log that is received while the upgrade is prepared.</summary>
    public string Log => Path.Combine(Directory, "log");

    public static ClusterPlaces Of(StackRoot root, string operation) => new(UpgradeFiles.DirectoryOf(root, operation));
}
