using DataSpec.Operations.Superset;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Superset;

public sealed class AssetsFormSpecs
{
    const string Exported = """
        slice_name: Trips
        description: null
        viz_type: table
        params:
          viz_type: table
          datasource: 12__table
          slice_id: 7
          annotation_layers: []
        query_context: '{"datasource": {"id": 12, "type": "table"}, "form_data": {"slice_id": 7}, "queries": [{"columns": ["a"], "url_params": {}}]}'
        cache_timeout: null
        uuid: 11111111-0000-0000-0000-000000000001
        version: 1.0.0
        dataset_uuid: 11111111-0000-0000-0000-000000000002
        """;

    const string Dashboard = """
        dashboard_title: D
        uuid: 22222222-0000-0000-0000-000000000001
        version: 1.0.0
        position:
          CHART-b: {type: CHART, id: CHART-b, meta: {chartId: 41, uuid: bbb}}
          CHART-a: {type: CHART, id: CHART-a, meta: {chartId: 42, uuid: aaa}}
        metadata:
          map_label_colors: {a: red}
          color_scheme_domain: [red]
          chart_configuration: {'42': {id: 42, crossFilters: {scope: global, chartsInScope: [41]}}}
          native_filter_configuration:
          - {id: F, scope: {rootPath: [ROOT_ID], excluded: [42, 99]}, chartsInScope: [41]}
        """;

    [Fact]
    public void Numbers_of_a_database_and_defaults_are_left_out()
    {
        var text = YamlText.Write(AssetForm.Of(AssetKind.Chart, YamlText.Parse(Exported)));

        text.ShouldNotContain("12");
        text.ShouldNotContain("slice_id");
        text.ShouldNotContain("null");
        text.ShouldContain("  \"queries\": [\n");
    }

    [Fact]
    public void Charts_of_a_dashboard_are_numbered_by_uuid_wherever_they_are_named()
    {
        var text = YamlText.Write(AssetForm.Of(AssetKind.Dashboard, YamlText.Parse(Dashboard)));

        text.ShouldContain("{chartId: 1, uuid: aaa}".Replace("{", "", StringComparison.Ordinal).Split(',')[0]);
        text.ShouldContain("      excluded:\n      - 1\n");
        text.ShouldNotContain("chartsInScope");
        text.ShouldNotContain("4");
    }

    [Fact]
    public void The_form_of_a_form_is_itself()
    {
        foreach (var (kind, text) in new[] { (AssetKind.Chart, Exported), (AssetKind.Dashboard, Dashboard) })
        {
            var once = YamlText.Write(AssetForm.Of(kind, YamlText.Parse(text)));
            YamlText.Write(AssetForm.Of(kind, YamlText.Parse(once))).ShouldBe(once);
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("off")]
    [InlineData("2026-01-01")]
    [InlineData("12:30")]
    [InlineData("1_000")]
    [InlineData("0x1F")]
    [InlineData("1.5")]
    [InlineData("")]
    [InlineData(",d")]
    [InlineData("%Y-%m-%d")]
    [InlineData("a: b")]
    [InlineData("# not a comment")]
    [InlineData("two\nlines\n")]
    [InlineData(" spaces ")]
    public void A_text_stays_a_text(string text)
    {
        var tree = new System.Text.Json.Nodes.JsonObject { ["a"] = text, ["list"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["b"] = text }) };

        System.Text.Json.Nodes.JsonNode.DeepEquals(YamlText.Parse(YamlText.Write(tree)), tree).ShouldBeTrue(YamlText.Write(tree));
    }

    [Fact]
    public void Values_of_other_types_keep_them()
    {
        const string text = "a: 1\nb: 1.5\nc: true\nd: null\ne: {}\nf: []\n";

        YamlText.Write(YamlText.Parse(text)).ShouldBe(text);
    }

    [Fact]
    public void What_only_Superset_has_is_set_back_by_name()
    {
        var file = new Asset("charts/a.yaml", AssetKind.Chart, AssetForm.Of(AssetKind.Chart, YamlText.Parse(Exported)));
        var edited = new Asset("charts/a.yaml", AssetKind.Chart, AssetForm.Of(AssetKind.Chart, YamlText.Parse($"{Exported}\ncertified_by: me\n")));

        AssetReset.Text(file, [edited]).ShouldContain("certified_by: null");
        AssetReset.Text(file, [file]).ShouldBe(file.Text);
    }
}
