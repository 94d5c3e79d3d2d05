using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Texts;
using DataSpec.Operations.Upgrades;

namespace DataSpec.Operations.Verification.Checks.Since;

/// <summary>Whether everything is there that was there at a backup or an upgrade.</summary>
static class SinceCheck
{
    /// <summary>Of the services' own tables those that people fill; histories, sessions and logs are cleared by design.</summary>
    static readonly ImmutableDictionary<string, ImmutableArray<string>> People = new Dictionary<string, ImmutableArray<string>>(StringComparer.Ordinal)
    {
        [PostgresLogin.AirflowDatabase] = ["public.connection", "public.variable", "public.ab_user", "public.dag"],
        ["superset"] = ["public.dashboards", "public.slices", "public.dbs", "public.tables", "public.ab_user"],
    }.ToImmutableDictionary();

    public static ICheck Check { get; } = new Check(
        new("data.since", 3, "With `--since` a backup or an upgrade: no table of the warehouse has lost rows since then, and nothing that people made in Airflow and Superset is gone", "./build.sh Restore --from ID --as clone shows what was there; ./build.sh Restore --from ID brings it back")
        {
            Services = [CoreServices.Postgres], ComparesOnly = true, Patience = TimeSpan.FromHours(2),
        },
        LookAsync);

    static async Task<CheckOutcome> LookAsync(StackView view, CancellationToken ct)
    {
        if (view.Options.Since is not { } name)
            return CheckOutcome.Skipped("no --since says with what to compare");
        var warehouse = view.Settings.Postgres.Database;
        var then = await Baseline.ReadAsync(view.Root, warehouse, await view.BackupsAsync(ct), name, ct);
        // Read first: what is loaded while the tables are read is no loss.
        var loaded = (await new LoadRecords(view.Postgres).ReadLastAsync(ct))
            .Where(load => load.Status is "running" || load.FinishedAt > then.At).Select(load => load.Table.Split('.')[0]).ToHashSet(StringComparer.Ordinal);
        List<TableChange> changes = [];
        foreach (var (database, tables) in then.Tables.Where(one => one.Key == warehouse || People.ContainsKey(one.Key)))
        {
            var kept = tables.Where(table => database == warehouse ? !IsSystem(table.Table) : People[database].Contains(table.Table, StringComparer.Ordinal)).ToArray();
            var now = await ReadAsync(view.Postgres, database, kept, ct);
            changes.AddRange(kept.Select(table => TableChange.Of(database, table, now.GetValueOrDefault(table.Table), isLoadedAnew: database == warehouse && loaded.Contains(table.Table.Split('.')[0]))));
        }

        var counts = then.Counts.IsEmpty ? then.Counts : await new FactsReader(view.Postgres, warehouse).ReadCountsAsync(ct);
        string[] fewer = [.. then.Counts.Where(count => counts.GetValueOrDefault(count.Key) < count.Value).Select(count => $"{count.Key}: {counts.GetValueOrDefault(count.Key)} instead of {count.Value}")];
        return Judge($"since {then.Name} ({then.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC)", changes, fewer);
    }

    internal static CheckOutcome Judge(string since, IReadOnlyCollection<TableChange> changes, IReadOnlyCollection<string> fewer)
    {
        string[] lost = [.. changes.Where(change => change.Kind is ChangeKind.Lost).Select(change => change.ToString()), .. fewer];
        if (lost.Length > 0)
            return CheckOutcome.Failed($"{since}: {Listing.Sentences(lost)}");
        var evidence = $"{since}: {changes.Count(change => change.Kind is ChangeKind.None)} tables are as they were";
        foreach (var kind in changes.Where(change => change.Kind is not ChangeKind.None).GroupBy(change => change.Kind).OrderBy(kind => kind.Key))
            evidence += $"; {Listing.Names([.. kind.Select(change => change.ToString())])}";
        return changes.Any(change => change.Kind is ChangeKind.Changed) ? CheckOutcome.Warning(evidence) : CheckOutcome.Passed(evidence);
    }

    static bool IsSystem(string table) => table.StartsWith("pg_catalog.", StringComparison.Ordinal) || table.StartsWith("information_schema.", StringComparison.Ordinal);

    /// <summary>By the same pages that were hashed then.</summary>
    static async Task<Dictionary<string, TableFingerprint>> ReadAsync(PostgresClient postgres, string database, TableFingerprint[] tables, CancellationToken ct)
    {
        await using var connection = await postgres.OpenAsync(ct, database);
        await FingerprintReader.ExecuteAsync(connection, FingerprintSql.Settings, ct);
        await FingerprintReader.ExecuteAsync(connection, "begin isolation level repeatable read read only", ct);
        var (now, _) = await FingerprintReader.ReadTablesAsync(
            connection, tables.ToDictionary(table => table.Table, table => table.SampledPercent, StringComparer.Ordinal), _ => { }, ct, tables.Select(table => table.Table).ToHashSet(StringComparer.Ordinal));
        return now.ToDictionary(table => table.Table, StringComparer.Ordinal);
    }
}
