using System.Text.Json.Nodes;

namespace DataSpec.Operations.Superset;

/// <summary>One dataset, chart or dashboard in the form in which files and Superset's state are compared.</summary>
/// <param name="Path">Of its file, relative to the folder of assets, with forward slashes.</param>
sealed record Asset(string Path, AssetKind Kind, JsonObject Content)
{
    public string Uuid => Content["uuid"]!.GetValue<string>();

    /// <summary>What people call it.</summary>
    public string Title => Content[Kind.TitleKey]!.GetValue<string>();

    /// <summary>Of the chart's dataset; null for what is no chart.</summary>
    public string? Dataset => Content["dataset_uuid"]?.GetValue<string>();

    /// <summary>Of the charts on a dashboard.</summary>
    public IEnumerable<string> Charts => DashboardLayout.Charts(Content).Select(chart => chart.Uuid);

    /// <summary>Of the datasets that a dashboard's filters offer values of.</summary>
    public IEnumerable<string> FilterDatasets =>
        DashboardLayout.Filters(Content).SelectMany(filter => filter["targets"]?.AsArray() ?? []).Select(target => target?["datasetUuid"]?.GetValue<string>()).OfType<string>();

    /// <summary>True where the dashboard itself refers to this chart or dataset.</summary>
    public bool Uses(string uuid) => Charts.Concat(FilterDatasets).Contains(uuid, StringComparer.Ordinal);

    public string Text => YamlText.Write(Content);
}

/// <summary>What lies in one of the folders.</summary>
sealed record AssetKind(string Folder, string TitleKey)
{
    public static AssetKind Dataset { get; } = new("datasets", "table_name");

    public static AssetKind Chart { get; } = new("charts", "slice_name");

    public static AssetKind Dashboard { get; } = new("dashboards", "dashboard_title");

    /// <summary>In the order in which each needs the ones before it.</summary>
    public static IReadOnlyList<AssetKind> All { get; } = [Dataset, Chart, Dashboard];

    /// <summary>Null for a connection, the bundle's own description and anything else.</summary>
    public static AssetKind? Of(string path) => All.FirstOrDefault(kind => path.StartsWith($"{kind.Folder}/", StringComparison.Ordinal));
}
