using System.Text.Json;

namespace DataSpec.EndToEnd;

/// <summary>Taxi files in the real schema, made by the sandbox's generator inside the Airflow image, and what they hold.</summary>
public sealed class TaxiFiles(string directory, string[] months)
{
    public string Directory => directory;

    public IReadOnlyList<string> Months => months;

    /// <param name="options">More options of <c>tests/sandbox/taxi/generate.py</c>.</param>
    public static async Task<TaxiFiles> Generate(string directory, string[] months, int rows, params string[] options)
    {
        System.IO.Directory.CreateDirectory(directory);
        await Python(directory, ["/sandbox/generate.py", "/files", "--months", string.Join(',', months), "--rows", $"{rows}", .. options]);
        return new TaxiFiles(directory, months);
    }

    public string PathOf(string month) => Path.Combine(directory, "trip-data", $"yellow_tripdata_{month}.parquet");

    /// <summary>Rows and sums of columns, read from the files by a program that shares nothing with the loader.</summary>
    public async Task<TaxiTotals> Totals(params string[] ofMonths)
    {
        var answer = await Python(directory, ["/sandbox/totals.py", "/files", .. ofMonths.Length > 0 ? ofMonths : months]);
        return JsonSerializer.Deserialize<TaxiTotals>(answer, JsonSerializerOptions.Web)!;
    }

    static Task<string> Python(string directory, string[] arguments) => Docker.Run(
    [
        "run", "--rm", "--network", "none", "--user", "0:0",
        "-v", $"{Path.Combine(SourceTree.Root, "tests", "sandbox", "taxi")}:/sandbox:ro", "-v", $"{directory}:/files",
        Images.Airflow, "python", .. arguments,
    ]);
}

/// <summary>What files or a table hold: rows, and sums that a lost, doubled or shifted value would change.</summary>
public sealed record TaxiTotals(long Rows, long PassengerCount, long PickupZones, long FareCents, long TotalCents, long AirportFees);
