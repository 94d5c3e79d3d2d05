namespace DataSpec.EndToEnd;

/// <summary>Dashboards between Superset and the files, in both directions, on the real Superset.</summary>
public sealed class DashboardFilesSpecs(Sandbox sandbox)
{
    const string Trips = "scripts-config/superset/assets/charts/trips.yaml";

    [Fact]
    public async Task What_Up_imported_is_exactly_what_the_files_say()
    {
        var stack = await sandbox.StackWithDashboards();

        (await stack.Run(0, "DashboardsExport")).Output.ShouldContain("The files and Superset agree.");
        (await stack.Run(0, "DashboardsImport")).Output.ShouldContain("The files and Superset agree.");
    }

    [Fact]
    public async Task An_edit_in_Superset_shows_as_a_difference_lands_in_the_file_and_outlives_Up()
    {
        var stack = await sandbox.StackWithDashboards();
        using var site = await stack.EnterSuperset();
        var before = await File.ReadAllTextAsync(stack.PathOf(Trips), TestContext.Current.CancellationToken);
        await Describe(site, "seen by a person");

        (await stack.Run(2, "DashboardsExport")).Output.ShouldContain("+description: seen by a person");
        (await File.ReadAllTextAsync(stack.PathOf(Trips), TestContext.Current.CancellationToken)).ShouldBe(before, "nobody has agreed yet");
        await stack.Run(0, "DashboardsExport", "--yes");
        (await File.ReadAllTextAsync(stack.PathOf(Trips), TestContext.Current.CancellationToken)).ShouldContain("description: seen by a person\n");
        (await stack.Run(0, "Up")).Everything.ShouldNotContain("changed in Superset and in the file");

        await File.WriteAllTextAsync(stack.PathOf(Trips), before, TestContext.Current.CancellationToken);
        (await stack.Run(0, "DashboardsImport", "--yes")).Output.ShouldContain("-description: seen by a person");
        (await stack.Run(0, "DashboardsImport")).Output.ShouldContain("The files and Superset agree.");
    }

    [Fact]
    public async Task A_damaged_file_is_named_and_the_dashboards_in_Superset_stay()
    {
        var stack = await sandbox.StackWithDashboards();
        using var site = await stack.EnterSuperset();
        var charts = await site.Numbers("chart", "slice_name");
        var before = await File.ReadAllTextAsync(stack.PathOf(Trips), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(stack.PathOf(Trips), before[..(before.Length / 3)] + "\n  broken: [", TestContext.Current.CancellationToken);
        try
        {
            var import = await stack.Run(1, "DashboardsImport", "--yes");

            import.Error.ShouldContain("charts/trips.yaml is not YAML");
            (await site.Numbers("chart", "slice_name")).ShouldBe(charts);
        }
        finally
        {
            await File.WriteAllTextAsync(stack.PathOf(Trips), before, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_Superset_that_does_not_answer_is_told_with_the_next_command()
    {
        var stack = await sandbox.StackWithDashboards();
        var port = stack.SetEnv("SUPERSET_PORT", "1");
        try
        {
            (await stack.Run(1, "DashboardsExport")).Error.ShouldContain("Superset does not answer on http://127.0.0.1:1/");
        }
        finally
        {
            stack.SetEnv("SUPERSET_PORT", port);
        }
    }

    static async Task Describe(SupersetSite site, string text) =>
        await site.Change(HttpMethod.Put, $"api/v1/chart/{(await site.Numbers("chart", "slice_name"))["Trips"]}", new { description = text });
}
