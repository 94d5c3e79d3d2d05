using DataSpec.Operations.Airflow;
using Nuke.Common;

/// <summary>Loads or reloads the NYC Taxi data through Airflow and proves the counts.</summary>
interface ISeed : IReadsFrom
{
    [Parameter("Months to load, such as 2024-01,2024-02; those of .env by default", Separator = ",")]
    string[] Months => TryGetValue(() => Months) ?? [];

    [Parameter("Kinds of trips to load (yellow, green, fhv, fhvhv); those of .env by default", Separator = ",")]
    string[] Types => TryGetValue(() => Types) ?? [];

    Target Seed => _ => _
        .Description("Loads or reloads the NYC Taxi data, waits for the end and compares row counts with the files")
        .Executes(() => OperateAlone(async ct =>
        {
            var request = SeedRequest.Of(Months, Types, From);
            var services = await Stack.Services(ct);
            using var source = await services.TaxiSource.StageAsync(request, ct);
            Report(await services.Seed.RunAsync(source.Options, ct), LoadTable.Of);
        }));
}
