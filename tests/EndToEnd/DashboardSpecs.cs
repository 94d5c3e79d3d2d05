using System.Text.Json;

namespace DataSpec.EndToEnd;

/// <summary>The dashboard that comes with the project, on the real Superset with the data of the first load.</summary>
public sealed class DashboardSpecs(Sandbox sandbox)
{
    const string Slug = "superset/dashboard/nyc-taxi/";
    const int Charts = 8;

    [Fact]
    public async Task A_person_logs_in_with_the_password_of_the_stack_and_with_no_other()
    {
        var stack = await sandbox.StackWithDashboards();

        (await SupersetSite.Admits(stack.Superset, "admin", "wrong")).ShouldBeFalse();
        using var site = await stack.EnterSuperset();
        (await site.Get("api/v1/me/")).GetProperty("result").GetProperty("username").GetString().ShouldBe("admin");
    }

    [Fact]
    public async Task Every_chart_has_rows()
    {
        var stack = await sandbox.StackWithDashboards();
        using var site = await stack.EnterSuperset();

        var charts = await site.Numbers("chart", "slice_name");
        charts.Count.ShouldBeGreaterThanOrEqualTo(Charts);
        foreach (var (name, number) in charts)
        {
            var watch = System.Diagnostics.Stopwatch.StartNew();
            var result = (await site.Get($"api/v1/chart/{number}/data/?force=true")).GetProperty("result")[0];
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {watch.ElapsedMilliseconds} ms");

            result.GetProperty("error").ValueKind.ShouldBe(JsonValueKind.Null, name);
            result.GetProperty("rowcount").GetInt32().ShouldBeGreaterThan(0, name);
        }
    }

    [Fact]
    public async Task Every_chart_is_drawn_in_a_browser()
    {
        var stack = await sandbox.StackWithDashboards();
        await using var browser = await DashboardBrowser.Open();
        var site = new Uri(stack.Superset);
        await browser.LogIn(site, "admin", stack.EnvValue("SUPERSET_ADMIN_PASSWORD"));

        var cold = await browser.View(new Uri(site, Slug), Charts);
        var warm = await browser.View(new Uri(site, Slug), Charts);

        TestContext.Current.TestOutputHelper?.WriteLine($"first view {cold.TotalSeconds:0.0} s, second {warm.TotalSeconds:0.0} s");
        await browser.Picture(Path.Combine(SourceTree.Root, ".nuke", "temp", "test-results", "dashboard.png"));
        (await browser.Complaints()).ShouldBeEmpty();
        browser.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_deleted_dashboard_and_a_deleted_chart_come_back_with_Up()
    {
        var stack = await sandbox.StackWithDashboards();
        using var site = await stack.EnterSuperset();
        await site.Change(HttpMethod.Delete, $"api/v1/dashboard/{(await site.Numbers("dashboard", "dashboard_title"))["NYC taxi"]}");
        await site.Change(HttpMethod.Delete, $"api/v1/chart/{(await site.Numbers("chart", "slice_name"))["Trips"]}");

        await stack.Run(0, "Up");

        (await site.Numbers("dashboard", "dashboard_title")).ShouldContainKey("NYC taxi");
        (await site.Numbers("chart", "slice_name")).ShouldContainKey("Trips");
        (await stack.Run(0, "DashboardsExport", "--yes")).Output.ShouldContain("The files and Superset agree.");
    }
}
