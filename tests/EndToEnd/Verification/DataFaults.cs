using System.Collections.Immutable;
using static DataSpec.EndToEnd.Verification.Cluster;

namespace DataSpec.EndToEnd.Verification;

/// <summary>Rows that are not where they should be.</summary>
static class DataFaults
{
    public static ImmutableArray<Fault> All { get; } =
    [
        Lost("trips are deleted", "data.loads", "yellow_trips") with { Implied = ["data.summaries", "data.expectations"] },
        new(
            "trips begin in zones that do not exist", "data.expectations",
            stack => new Cluster(stack).Run(Main, "update nyc_taxi.yellow_trips set pu_location_id = pu_location_id + 1000 where pu_location_id < 50"),
            stack => new Cluster(stack).Run(Main, "update nyc_taxi.yellow_trips set pu_location_id = pu_location_id - 1000 where pu_location_id > 1000")) { Level = 3 },
        Lost("hours are deleted from a summary", "data.summaries", "trips_by_hour"),
        new(
            "the table of a chart is renamed", "superset.charts",
            stack => new Cluster(stack).Run(Main, "alter table nyc_taxi.trips_by_zone rename to fault"),
            stack => new Cluster(stack).Run(Main, "alter table if exists nyc_taxi.fault rename to trips_by_zone")) { Level = 3, Implied = ["data.summaries"] },
    ];

    static Fault Lost(string what, string check, string table) => new(
        what, check,
        stack => new Cluster(stack).Run(
            Main,
            $"create table nyc_taxi.fault as select * from nyc_taxi.{table} limit 0",
            $"with gone as (delete from nyc_taxi.{table} where ctid = any(array(select ctid from nyc_taxi.{table} limit 10)) returning *) insert into nyc_taxi.fault select * from gone"),
        stack => new Cluster(stack).Run(Main, $"insert into nyc_taxi.{table} select * from nyc_taxi.fault", "drop table nyc_taxi.fault")) { Level = 3 };
}
