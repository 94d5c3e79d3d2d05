namespace DataSpec.EndToEnd;

/// <summary>What people make in Superset and what it shows, as one text: what must survive an upgrade and the way back.</summary>
static class DashboardFacts
{
    /// <summary>A dashboard that is in no file, an edit of a chart, and a connection whose password only Superset's key opens.</summary>
    public static async Task Make(Checkout stack)
    {
        using var site = await stack.EnterSuperset();
        await site.Change(HttpMethod.Post, "api/v1/dashboard/", new { dashboard_title = "Made by a person", published = true });
        await site.Change(HttpMethod.Put, $"api/v1/chart/{(await site.Numbers("chart", "slice_name"))["Trips"]}", new { description = "seen by a person" });
        await new StackPages(stack).StoreInSuperset("kept", stack.EnvValue("POSTGRES_PASSWORD"));
    }

    public static async Task<string> Of(Checkout stack)
    {
        var warehouse = new Warehouse(stack);
        string[] asked =
        [
            "select string_agg(dashboard_title || published || coalesce(md5(position_json), ''), ',' order by dashboard_title) from dashboards",
            "select string_agg(slice_name || md5(params) || coalesce(description, ''), ',' order by slice_name) from slices",
            "select string_agg(table_name || coalesce(md5(sql), ''), ',' order by table_name) from tables",
            "select string_agg(username || active, ',' order by username) from ab_user",
        ];
        var stored = await Task.WhenAll(asked.Select(sql => warehouse.Scalar<string>(sql, "superset")));
        using var site = await stack.EnterSuperset();
        var charts = (await site.Numbers("chart", "slice_name")).OrderBy(chart => chart.Key, StringComparer.Ordinal).ToArray();
        charts.ShouldNotBeEmpty();
        var shown = new List<string>();
        foreach (var (name, number) in charts)
            shown.Add($"{name}: {(await site.Get($"api/v1/chart/{number}/data/?force=true")).GetProperty("result")[0].GetProperty("rowcount").GetInt32()} rows");
        var connections = await new StackPages(stack).WorkingSupersetConnections();
        connections.ShouldContain("kept");
        return string.Join('\n', [.. stored, .. shown, .. connections]);
    }
}
