using System.Globalization;
using System.Text.Json.Nodes;

namespace DataSpec.Operations.Superset;

/// <summary>Where a dashboard refers to charts: by uuid in its layout, elsewhere by numbers that differ on each Superset.</summary>
static class DashboardLayout
{
    public static IEnumerable<(string Uuid, JsonObject Place)> Charts(JsonObject dashboard) =>
        from entry in dashboard["position"] as JsonObject ?? []
        let place = entry.Value as JsonObject
        where place?["type"]?.GetValue<string>() is "CHART"
        let meta = place["meta"] as JsonObject
        where meta?["uuid"] is not null
        select (meta["uuid"]!.GetValue<string>(), meta);

    public static IEnumerable<JsonObject> Filters(JsonObject dashboard) =>
        (dashboard["metadata"]?["native_filter_configuration"] as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>Numbers the charts 1, 2, ... by uuid, in the layout and wherever the metadata name them; derived lists are dropped.</summary>
    public static void Renumber(JsonObject dashboard)
    {
        var numbers = new Dictionary<long, int>();
        foreach (var (uuid, meta) in Charts(dashboard).OrderBy(chart => chart.Uuid, StringComparer.Ordinal))
        {
            // A chart may stand on a dashboard twice, with one number.
            var old = meta["chartId"]!.GetValue<long>();
            meta["chartId"] = numbers.TryGetValue(old, out var known) ? known : numbers[old] = numbers.Count + 1;
        }

        foreach (var filter in Filters(dashboard))
        {
            filter.Remove("chartsInScope");
            filter.Remove("tabsInScope");
            Renumber(filter["scope"], numbers);
        }

        if (dashboard["metadata"] is not JsonObject metadata)
            return;
        RenumberKeys(metadata, "expanded_slices", numbers);
        RenumberList(metadata, "timed_refresh_immune_slices", numbers);
        RenumberCrossFilters(metadata, numbers);
    }

    static void RenumberCrossFilters(JsonObject metadata, Dictionary<long, int> numbers)
    {
        if (metadata["global_chart_configuration"] is JsonObject everywhere)
        {
            everywhere.Remove("chartsInScope");
            Renumber(everywhere["scope"], numbers);
            if (everywhere["scope"]?["excluded"] is JsonArray { Count: 0 })
                metadata.Remove("global_chart_configuration");
        }

        if (metadata["chart_configuration"] is not JsonObject charts)
            return;
        foreach (var (key, value) in charts.ToArray())
        {
            // "global" is what a chart without an entry does.
            if (value?["crossFilters"] is not JsonObject filters || filters["scope"] is not JsonObject)
                charts.Remove(key);
            else
            {
                filters.Remove("chartsInScope");
                Renumber(filters["scope"], numbers);
                value["id"] = numbers.GetValueOrDefault(Number(key));
            }
        }

        RenumberKeys(metadata, "chart_configuration", numbers);
    }

    static void Renumber(JsonNode? scope, Dictionary<long, int> numbers)
    {
        if (scope is JsonObject named)
            RenumberList(named, "excluded", numbers);
    }

    static void RenumberList(JsonObject owner, string key, Dictionary<long, int> numbers)
    {
        if (owner[key] is JsonArray list)
            owner[key] = new JsonArray([.. Known(list.Select(item => item!.GetValue<long>()), numbers).Order().Select(number => JsonValue.Create(number))]);
    }

    static void RenumberKeys(JsonObject owner, string key, Dictionary<long, int> numbers)
    {
        if (owner[key] is not JsonObject map)
            return;
        var known = map.Select(entry => (Number: Number(entry.Key), entry.Value)).Where(entry => numbers.ContainsKey(entry.Number)).ToArray();
        map.Clear();
        if (known.Length == 0)
            owner.Remove(key);
        foreach (var (number, value) in known)
            map[$"{numbers[number]}"] = value;
    }

    static long Number(string key) => long.TryParse(key, CultureInfo.InvariantCulture, out var number) ? number : -1;

    static IEnumerable<int> Known(IEnumerable<long> old, Dictionary<long, int> numbers) => old.Where(numbers.ContainsKey).Select(number => numbers[number]);
}
