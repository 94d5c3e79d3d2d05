using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace DataSpec.Operations.Upgrades.Rehearsing;

/// <summary>Where a rehearsed stack has its things: nothing of it is the live stack's.</summary>
/// <param name="Project">Its compose project.</param>
/// <param name="Labels">On every container, network and volume of it: by them the next run finds what a dead one left.</param>
/// <param name="Roots">Where the configuration lies, and the live stack: <c>data</c> below any of them is never mounted.</param>
/// <param name="States">Copies of the state directories that the backup holds.</param>
sealed record RehearsalPlaces(
    string Project, ImmutableSortedDictionary<string, string> Labels, ImmutableArray<string> Roots, ClonedCluster Cluster, ImmutableArray<ClonedState> States)
{
    public JsonObject LabelsNode() => new(Labels.Select(label => KeyValuePair.Create(label.Key, (JsonNode?)label.Value)));
}

/// <summary>The clone that the rehearsed Postgres runs on.</summary>
/// <param name="Volume">Mounted in place of the data directory.</param>
/// <param name="DataDirectory">Below <c>data/postgres</c>: <c>18/docker</c>.</param>
/// <param name="User">Whose files they are, as <c>uid:gid</c>: the server runs as that.</param>
/// <param name="Socket">Directory of this machine in which the server has a second socket.</param>
sealed record ClonedCluster(string Volume, string DataDirectory, string User, string Socket)
{
    public const string SocketMount = "/rehearsal";
}

/// <summary>A state directory of the backup in a volume of its own.</summary>
/// <param name="Directory">Below the stack's root: <c>data/superset</c>.</param>
/// <param name="Archive">Below the backup.</param>
sealed record ClonedState(string Directory, string Archive, string Volume);
