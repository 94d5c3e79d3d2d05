using System.Collections.Immutable;
using System.Text.Json;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Upgrades;

/// <summary>What must be the same after an upgrade or a way back.</summary>
/// <param name="Same">Answers that must be equal, by what was asked: users, runs, paused DAGs.</param>
/// <param name="NoFewer">Counts that may only grow.</param>
/// <param name="Warehouse">Rows of every table of the warehouse, by content.</param>
/// <param name="Heads">Revisions of the metadata, by table: these change, and come back with the way back.</param>
/// <param name="Marks">Which one-shots had run with which inputs.</param>
/// <param name="OtherClients">Who else is connected to the warehouse: what they add is no damage.</param>
public sealed record DataFacts(
    ImmutableSortedDictionary<string, string> Same,
    ImmutableSortedDictionary<string, long> NoFewer,
    ImmutableArray<TableFingerprint> Warehouse,
    ImmutableSortedDictionary<string, string> Heads,
    ImmutableSortedDictionary<string, string> Marks,
    int OtherClients)
{
    /// <summary>What differs, one sentence each.</summary>
    public IEnumerable<string> Differences(DataFacts after)
    {
        var othersWrite = OtherClients + after.OtherClients > 0;
        foreach (var (what, value) in Same)
        {
            if (after.Same.GetValueOrDefault(what) != value)
                yield return $"{what}: '{after.Same.GetValueOrDefault(what) ?? "nothing"}' instead of '{value}'";
        }

        foreach (var (what, count) in NoFewer)
        {
            if (after.NoFewer.GetValueOrDefault(what) < count)
                yield return $"{what}: {after.NoFewer.GetValueOrDefault(what)} instead of {count}";
        }

        var tables = after.Warehouse.ToDictionary(table => table.Table, StringComparer.Ordinal);
        foreach (var table in Warehouse)
        {
            if (!tables.TryGetValue(table.Table, out var now))
                yield return $"table {table.Table} of the warehouse is missing";
            else if (!othersWrite && (now.Rows, now.Hash) != (table.Rows, table.Hash))
                yield return $"table {table.Table} of the warehouse has {now.Rows} rows, before {table.Rows}, or others";
        }
    }

    internal static string PathIn(StackRoot root, string operation) => Path.Combine(UpgradeFiles.DirectoryOf(root, operation), "facts.json");

    internal void Write(StackRoot root, string operation) => DurableFile.Write(PathIn(root, operation), JsonSerializer.Serialize(this, ManifestText.Shape) + "\n", EnvFile.PrivateMode);

    /// <summary>Null before they were taken.</summary>
    internal static DataFacts? Read(StackRoot root, string operation) =>
        File.Exists(PathIn(root, operation)) ? JsonSerializer.Deserialize<DataFacts>(File.ReadAllText(PathIn(root, operation)), ManifestText.Shape) : null;
}
