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
/// <param name="OtherClients">Who else is connected to the warehouse just now: what they write is no damage, and the server may not have counted it yet.</param>
public sealed record DataFacts(
    ImmutableSortedDictionary<string, string> Same,
    ImmutableSortedDictionary<string, long> NoFewer,
    ImmutableArray<TableFingerprint> Warehouse,
    ImmutableSortedDictionary<string, string> Heads,
    ImmutableSortedDictionary<string, string> Marks,
    int OtherClients)
{
    /// <summary>Rows that were ever written to each table of the warehouse, as the server counts; read before <see cref="Warehouse"/>, so that a change is always counted later than it is seen.</summary>
    public ImmutableSortedDictionary<string, long> Writes { get; init; } = ImmutableSortedDictionary<string, long>.Empty;

    /// <summary>What differs, one sentence each.</summary>
    public IEnumerable<string> Differences(DataFacts after)
    {
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
            else if ((now.Rows, now.Hash) != (table.Rows, table.Hash) && !WasWritten(table, now.Rows, after))
                yield return $"table {table.Table} of the warehouse has {now.Rows} rows, before {table.Rows}, or others, and nobody wrote to it";
        }
    }

    /// <summary>Names of the tables that somebody wrote to between these facts and those.</summary>
    public IEnumerable<string> Written(DataFacts after)
    {
        var tables = after.Warehouse.ToDictionary(table => table.Table, table => (table.Rows, table.Hash), StringComparer.Ordinal);
        return Warehouse.Where(table => tables.TryGetValue(table.Table, out var now) && now != (table.Rows, table.Hash)).Select(table => table.Table);
    }

    /// <summary>Postgres is open to programs outside the stack while the rest is stopped: what the server counts tells their rows from lost ones.</summary>
    bool WasWritten(TableFingerprint table, long rows, DataFacts after)
    {
        var (before, now) = (Writes.GetValueOrDefault(table.Table), after.Writes.GetValueOrDefault(table.Table));
        // A new cluster counts from nothing where files were copied, and from the rows that it brought where a dump filled it.
        var isOfDump = now == rows && rows <= table.Rows;
        var isCounted = now > before || (now < before && now != 0 && !isOfDump);
        return isCounted || after.OtherClients > 0;
    }

    internal static string PathIn(StackRoot root, string operation) => Path.Combine(UpgradeFiles.DirectoryOf(root, operation), "facts.json");

    internal void Write(StackRoot root, string operation) => DurableFile.Write(PathIn(root, operation), JsonSerializer.Serialize(this, ManifestText.Shape) + "\n", EnvFile.PrivateMode);

    /// <summary>Null before they were taken.</summary>
    internal static DataFacts? Read(StackRoot root, string operation) =>
        File.Exists(PathIn(root, operation)) ? JsonSerializer.Deserialize<DataFacts>(File.ReadAllText(PathIn(root, operation)), ManifestText.Shape) : null;
}
