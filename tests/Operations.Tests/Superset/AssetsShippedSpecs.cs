using System.Text.Json.Nodes;
using DataSpec.Operations.Superset;
using DataSpec.Operations.Tests.Images;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Superset;

/// <summary>The dashboards that come with the project.</summary>
public sealed class AssetsShippedSpecs
{
    static readonly string Folder = Checkout.Root.DashboardAssets;

    static IReadOnlyList<Asset> Shipped => new AssetFolder(Folder).Read();

    [Fact]
    public void There_is_the_taxi_dashboard_with_eight_charts()
    {
        var dashboard = Shipped.Single(asset => asset.Kind == AssetKind.Dashboard);

        dashboard.Title.ShouldBe("NYC taxi");
        dashboard.Charts.Count().ShouldBe(8);
        Shipped.Count(asset => asset.Kind == AssetKind.Chart).ShouldBe(8, "each chart is on the dashboard");
    }

    [Fact]
    public void Every_file_is_written_as_an_export_would_write_it()
    {
        foreach (var asset in Shipped)
            File.ReadAllText(Path.Combine(Folder, asset.Path)).ShouldBe(asset.Text, asset.Path);
    }

    [Fact]
    public void Every_query_asks_for_what_its_chart_shows()
    {
        foreach (var chart in Shipped.Where(asset => asset.Kind == AssetKind.Chart))
        {
            var parameters = chart.Content["params"]!.AsObject();
            var query = JsonNode.Parse(chart.Content["query_context"]!.ToString())!["queries"]!.AsArray().ShouldHaveSingleItem()!;

            parameters["viz_type"]!.ToString().ShouldBe(chart.Content["viz_type"]!.ToString(), chart.Path);
            Texts(query["metrics"]).ShouldBe([.. Texts(parameters["metrics"]), .. Texts(parameters["metric"])], chart.Path);
            Columns(query).ShouldBe([.. Texts(parameters["x_axis"]), .. Texts(parameters["groupby"]), .. Texts(parameters["all_columns"])], chart.Path);
            query["row_limit"]?.ToString().ShouldBe(parameters["row_limit"]?.ToString() ?? "1000", chart.Path);
            query["filters"]!.AsArray().Select(filter => $"{filter!["col"]} {filter["op"]} {filter["val"]!.ToJsonString()}").ShouldBe(
                parameters["adhoc_filters"]!.AsArray().Select(filter => $"{filter!["subject"]} {filter["operator"]} {filter["comparator"]!.ToJsonString()}"), chart.Path);
        }
    }

    [Fact]
    public void Every_column_and_metric_of_a_chart_is_one_of_its_dataset()
    {
        var datasets = Shipped.Where(asset => asset.Kind == AssetKind.Dataset).ToDictionary(asset => asset.Uuid);
        foreach (var chart in Shipped.Where(asset => asset.Kind == AssetKind.Chart))
        {
            var dataset = datasets[chart.Dataset!].Content;
            var query = JsonNode.Parse(chart.Content["query_context"]!.ToString())!["queries"]![0]!;

            Columns(query).ShouldBeSubsetOf(Names(dataset, "columns", "column_name"), chart.Path);
            Texts(query["metrics"]).ShouldBeSubsetOf(Names(dataset, "metrics", "metric_name"), chart.Path);
        }
    }

    [Fact]
    public void The_connection_has_the_mask_and_no_password_stands_anywhere()
    {
        var connection = YamlText.Parse(File.ReadAllText(Path.Combine(Folder, "databases", "warehouse.yaml")));

        connection["sqlalchemy_uri"]!.ToString().ShouldBe("postgresql+psycopg2://superset_reader:XXXXXXXXXX@postgres:5432/datafoundry");
        connection["allow_file_upload"]!.GetValue<bool>().ShouldBeFalse();
        Shipped.Where(asset => asset.Kind == AssetKind.Dataset).ShouldAllBe(asset => asset.Content["database_uuid"]!.ToString() == connection["uuid"]!.ToString());
        foreach (var file in Directory.EnumerateFiles(Folder, "*.yaml", SearchOption.AllDirectories))
            File.ReadAllText(file).Contains("password", StringComparison.OrdinalIgnoreCase).ShouldBeFalse(file);
    }

    [Fact]
    public void No_chart_scans_the_trips_themselves()
    {
        foreach (var dataset in Shipped.Where(asset => asset.Kind == AssetKind.Dataset))
            dataset.Text.ShouldNotContain("yellow_trips");
    }

    static string[] Columns(JsonNode query) => [.. query["columns"]!.AsArray().Select(column => column is JsonObject axis ? axis["sqlExpression"]!.ToString() : $"{column}")];

    static string[] Texts(JsonNode? node) => node switch
    {
        null => [],
        JsonArray list => [.. list.Select(item => item!.ToString())],
        _ => [node.ToString()],
    };

    static IEnumerable<string> Names(JsonObject dataset, string list, string name) => dataset[list]!.AsArray().Select(item => item![name]!.ToString());
}
