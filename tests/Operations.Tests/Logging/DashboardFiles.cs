using System.Text.Json;

namespace DataSpec.Operations.Tests.Logging;

/// <summary>One target of a panel: LogQL or SQL as the file has it.</summary>
sealed record Target(string Dashboard, string Panel, string Source, string Query)
{
    public override string ToString() => $"{Dashboard}: {Panel}";
}

/// <summary>Grafana's dashboards of this checkout.</summary>
static class DashboardFiles
{
    public static string Folder { get; } = Path.Combine(Repository.Directory, "scripts-config", "grafana");

    public static IEnumerable<JsonElement> All() =>
        Directory.GetFiles(Path.Combine(Folder, "dashboards"), "*.json").Order(StringComparer.Ordinal)
            .Select(file => JsonDocument.Parse(File.ReadAllText(file)).RootElement);

    public static IEnumerable<JsonElement> Panels(JsonElement dashboard) => dashboard.GetProperty("panels").EnumerateArray();

    public static IEnumerable<Target> Targets() =>
        from dashboard in All()
        from panel in Panels(dashboard)
        from target in panel.GetProperty("targets").EnumerateArray()
        let sql = target.TryGetProperty("rawSql", out var text) ? text : target.GetProperty("expr")
        select new Target(
            dashboard.GetProperty("title").GetString()!,
            panel.GetProperty("title").GetString()!,
            target.GetProperty("datasource").GetProperty("uid").GetString()!,
            sql.GetString()!);
}
