namespace DataSpec.EndToEnd;

/// <summary>A reload either replaces the table by exactly what the files hold, or leaves it as it was and says why in one line.</summary>
public sealed class SeedSpecs(Sandbox sandbox)
{
    [Fact]
    public async Task Seed_reloads_the_months_asked_for_and_compares_rows_with_the_files()
    {
        var stack = await sandbox.RunningStack();

        var seed = await stack.Run(0, "Seed", "--months", "2024-02");
        var one = await new Warehouse(stack).TaxiTotals();
        await stack.Run(0, "Seed", "--months", "2024-01,2024-02");

        seed.Output.ShouldContain("30,000");
        one.ShouldBe(await sandbox.Taxi.Totals("2024-02"));
        (await new Warehouse(stack).TaxiTotals()).ShouldBe(await sandbox.Taxi.Totals());
    }

    [Fact]
    public async Task Seed_from_another_folder_loads_its_files()
    {
        var stack = await sandbox.RunningStack();
        var other = await TaxiFiles.Generate(stack.PathOf("other files"), ["2023-05"], rows: 5_000, "--oddity", "lower-airport-fee,float-ints,dates,nulls");

        await stack.Run(0, "Seed", "--months", "2023-05", "--from", other.Directory);
        var loaded = await new Warehouse(stack).TaxiTotals();
        await stack.Run(0, "Seed");

        loaded.ShouldBe(await other.Totals());
        (await new Warehouse(stack).TaxiTotals()).ShouldBe(await sandbox.Taxi.Totals());
    }

    [Theory]
    [InlineData("truncated", "yellow_tripdata_2024-01.parquet")]
    [InlineData("html", "yellow_tripdata_2024-01.parquet")]
    [InlineData("fraction", "yellow_tripdata_2024-01.parquet")]
    [InlineData("impossible", "breaks 'range pu_location_id, min 1, max 265' (nyc_taxi.expectations.yaml:")]
    public async Task A_damaged_file_is_refused_by_name_and_the_old_table_stays(string damage, string told)
    {
        var stack = await sandbox.RunningStack();
        var before = await new Warehouse(stack).TaxiTotals();
        var damaged = await TaxiFiles.Generate(stack.PathOf($"damaged-{damage}"), ["2024-01"], rows: 2_000, "--corrupt", $"2024-01={damage}");

        var run = await stack.Run(4, "Seed", "--months", "2024-01", "--from", damaged.Directory);

        run.Error.ShouldContain(told);
        (await new Warehouse(stack).TaxiTotals()).ShouldBe(before);
    }

    [Fact]
    public async Task A_month_that_is_not_published_is_named_and_the_old_table_stays()
    {
        var stack = await sandbox.RunningStack();
        var before = await new Warehouse(stack).TaxiTotals();

        var run = await stack.Run(4, "Seed", "--months", "2024-01,2031-07");

        run.Error.ShouldContain("2031-07");
        (await new Warehouse(stack).TaxiTotals()).ShouldBe(before);
    }

    [Fact]
    public async Task A_month_that_is_no_month_is_refused_before_Airflow_is_asked()
    {
        var stack = await sandbox.RunningStack();

        (await stack.Run(2, "Seed", "--months", "2024-13")).Error.ShouldContain("2024-13");
    }
}
