using System.ComponentModel;
using DataSpec.Operations.Airflow;
using Nuke.Common;

/// <summary>Loads or reloads the NYC Taxi data through Airflow and proves the counts.</summary>
[Category(Group.Daily)]
interface ISeed : IReadsFrom
{
    [Parameter("Months to load, such as 2024-01,2024-02; those of .env by default", Separator = ",")]
    string[] Months => TryGetValue(() => Months) ?? [];

    [Parameter("Kinds of trips to load (yellow, green, fhv, fhvhv); those of .env by default", Separator = ",")]
    string[] Types => TryGetValue(() => Types) ?? [];

    Target Seed => _ => _
        .Description("""
            Loads or reloads the NYC Taxi data and compares the counts

            Runs the load in Airflow, waits for it, and compares the rows of each table with the files. The
            old tables stay readable until the new ones are complete, and stay when the load fails.

            Examples:
              ./build.sh Seed                                      what .env says
              ./build.sh Seed --months 2024-01,2024-02             afterwards there are exactly these
              ./build.sh Seed --from ~/taxi --types yellow,green   files of this machine

            Codes of its own: 4 a file is missing or wrong, or counts differ.
            Page: docs/data-sources.md
            """)
        .Executes(() => OperateAlone(async ct =>
        {
            var request = SeedRequest.Of(Months, Types, From);
            var services = await Stack.Services(ct);
            using var source = await services.TaxiSource.StageAsync(request, ct);
            Report(await services.Seed.RunAsync(source.Options, ct), LoadTable.Of);
        }));
}
