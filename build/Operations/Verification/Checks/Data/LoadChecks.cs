using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Postgres;

namespace DataSpec.Operations.Verification.Checks.Data;

/// <summary>Whether the warehouse holds what was loaded.</summary>
static class LoadChecks
{
    /// <summary>For counting on a disk that is busy.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    public static ImmutableArray<ICheck> All { get; } =
    [
        new Check(
            new("data.loads", 3, "Every loaded table has as many rows as its last successful load wrote", "./build.sh Seed (loads anew), or ./build.sh Restore where rows were lost that no source has")
            {
                Services = [CoreServices.Postgres], Patience = Patience,
            },
            LoadsAsync),
        new Check(
            new("data.summaries", 3, "The tables that dashboards read add up to the trips of the loaded months", "./build.sh Seed (makes them anew)")
            {
                Services = [CoreServices.Postgres], Needs = ["data.loads"], Patience = Patience,
            },
            SummariesAsync),
    ];

    static async Task<CheckOutcome> LoadsAsync(StackView view, CancellationToken ct)
    {
        var found = await LoadedTables.ReadAsync(view.Postgres, ct);
        if (found.Tables.Any(table => !table.Holds))
            return CheckOutcome.Failed(string.Join("; ", found.Tables.Where(table => !table.Holds)));
        string[] told =
        [
            .. found.Failed.Select(load => $"the last load of {load.Table} failed: {load.Reason}"), .. found.Tables.Select(table => table.ToString()),
            .. found.Loading.Select(table => $"{table} is being loaded"),
        ];
        var evidence = told.Length > 0 ? string.Join("; ", told) : "nothing was loaded yet";
        return found.Failed.IsEmpty && told.Length > 0 ? CheckOutcome.Passed(evidence) : CheckOutcome.Warning(evidence);
    }

    /// <summary>As <c>airflow/include/taxi/summaries.py</c> makes them: of the trips of the loaded months, by the hour in which they began.</summary>
    static readonly ImmutableDictionary<string, string> Began = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["yellow"] = "tpep_pickup_datetime", ["green"] = "lpep_pickup_datetime", ["fhv"] = "pickup_datetime", ["fhvhv"] = "pickup_datetime",
    }.ToImmutableDictionary();

    static async Task<CheckOutcome> SummariesAsync(StackView view, CancellationToken ct)
    {
        var loads = await new LoadRecords(view.Postgres).ReadLastAsync(ct);
        List<string> told = [], wrong = [];
        foreach (var (kind, began) in Began)
        {
            var table = $"nyc_taxi.{kind}_trips";
            if (loads.FirstOrDefault(load => load.Table == table) is not { Status: "succeeded" } load)
                continue;
            var (byHour, byZone, trips) = (await view.Postgres.QueryAsync(
                $"""
                select (select coalesce(sum(trips), 0)::bigint from nyc_taxi.trips_by_hour where taxi_type = $1), (select coalesce(sum(trips), 0)::bigint from nyc_taxi.trips_by_zone where taxi_type = $1),
                    case when pg_relation_size('{table}') <= {LoadedTables.CountedBytes} then (select count(*) from {table} where date_trunc('month', {began}) = any($2::timestamp[])) end
                """,
                row => (row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? (long?)null : row.GetInt64(2)), ct, values: [kind, load.Months.Select(month => $"{month}-01").ToArray()]))[0];
            (byHour == byZone && byHour == (trips ?? byHour) ? told : wrong).Add($"{kind}: {byHour} trips by hour, {byZone} by zone" + (trips is { } count ? $", {count} in the table" : ""));
        }

        return wrong.Count > 0 ? CheckOutcome.Failed(string.Join("; ", wrong))
            : told.Count > 0 ? CheckOutcome.Passed(string.Join("; ", told))
            : CheckOutcome.Skipped("no trips were loaded, or they are being loaded");
    }
}
