using DataSpec.Operations.Airflow;
using Nuke.Common;

/// <summary>Loads or reloads the NYC Taxi data through Airflow and proves the counts.</summary>
interface ISeed : IReports
{
    [Parameter("Months to load, like 2024-01,2024-02; by default those of .env", Separator = ",")]
    string[] Months => TryGetValue(() => Months) ?? [];

    [Parameter("Kinds of trips: yellow, green, fhv, fhvhv; by default those of .env", Separator = ",")]
    string[] Types => TryGetValue(() => Types) ?? [];

    [Parameter("Folder or URL to read the files from; by default NYC_TAXI_BASE_URL of .env")]
    string? From => TryGetValue(() => From);

    Target Seed => _ => _
        .Description("Loads or reloads the NYC Taxi data, waits, and compares row counts with the files")
        .Executes(() => OperateAlone(nameof(Seed), async ct =>
        {
            var request = SeedRequest.Of(Months, Types, From);
            var services = await Stack.Services(ct);
            using var source = await services.TaxiSource.StageAsync(request, ct);
            Report(await services.Seed.RunAsync(source.Options, ct), LoadTable.Of);
        }));
}
