using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DataSpec.Operations.Superset;

/// <summary>The one form of an asset: no numbers of a database, no defaults, no derived values, keys in a fixed order.</summary>
static class AssetForm
{
    static readonly JsonSerializerOptions _readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>Stand first, in this order; the others follow by name.</summary>
    static readonly ImmutableArray<string> _first =
    [
        "dashboard_title", "slice_name", "table_name", "column_name", "metric_name", "verbose_name", "slug", "description", "viz_type", "type", "expression",
        "schema", "sql", "main_dttm_col",
    ];

    /// <summary>Long parts and identities stand last, in this order.</summary>
    static readonly ImmutableArray<string> _last = ["params", "query_context", "metadata", "position", "columns", "metrics", "uuid", "dataset_uuid", "database_uuid", "version"];

    /// <summary>Values that Superset takes where a file says nothing; everything else is then null.</summary>
    public static ImmutableDictionary<string, JsonNode> Defaults { get; } = new Dictionary<string, JsonNode>(StringComparer.Ordinal)
    {
        ["is_dttm"] = false,
        ["is_active"] = true,
        ["groupby"] = true,
        ["filterable"] = true,
        ["offset"] = 0,
        ["filter_select_enabled"] = true,
        ["normalize_columns"] = false,
        ["always_filter_main_dttm"] = false,
        ["css"] = "",
    }.ToImmutableDictionary();

    /// <summary>Leaves the given tree as it is.</summary>
    /// <exception cref="FormatException">A chart's query is no JSON.</exception>
    public static JsonObject Of(AssetKind kind, JsonObject raw)
    {
        var content = raw.DeepClone().AsObject();
        if (kind == AssetKind.Chart)
            OfChart(content);
        else if (kind == AssetKind.Dashboard)
            OfDashboard(content);
        else
            OfDataset(content);
        DropDefaults(content);
        return Sorted(content).AsObject();
    }

    static void OfChart(JsonObject chart)
    {
        if (chart["params"] is JsonObject parameters)
        {
            Drop(parameters, "datasource", "slice_id", "dashboards", "dashboardId", "url_params");
            DropEmpty(parameters, "annotation_layers", "extra_form_data", "matrixify_enable");
        }

        if (chart["query_context"]?.GetValue<string>() is { } query)
            chart["query_context"] = OfQuery(query);
    }

    static string OfQuery(string text)
    {
        JsonObject query;
        try
        {
            query = JsonNode.Parse(text)!.AsObject();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new FormatException($"has a query_context that is no JSON: {error.Message}", error);
        }

        // The browser's copy of params; a query needs none.
        query.Remove("form_data");
        query["datasource"] = new JsonObject { ["id"] = 0, ["type"] = "table" };
        foreach (var one in (query["queries"] as JsonArray ?? []).OfType<JsonObject>())
        {
            one.Remove("datasource");
            DropEmpty(one, "annotation_layers", "applied_time_extras", "url_params", "custom_params", "custom_form_data");
        }

        return $"{Sorted(query).ToJsonString(_readable)}\n";
    }

    static void OfDashboard(JsonObject dashboard)
    {
        DashboardLayout.Renumber(dashboard);
        if (dashboard["metadata"] is not JsonObject metadata)
            return;
        // Some of them Superset writes when an owner only looks at a dashboard.
        Drop(metadata, "positions", "import_time", "remote_id", "filter_scopes", "default_filters", "map_label_colors", "color_scheme_domain", "chartsInScope");
        DropEmpty(metadata, "shared_label_colors", "label_colors", "color_namespace", "timed_refresh_immune_slices", "expanded_slices");
    }

    static void OfDataset(JsonObject dataset)
    {
        foreach (var (list, name) in new[] { ("columns", "column_name"), ("metrics", "metric_name") })
        {
            if (dataset[list] is not JsonArray items)
                continue;
            JsonObject[] sorted = [.. items.OfType<JsonObject>().Select(item => item.DeepClone().AsObject()).OrderBy(item => $"{item[name]}", StringComparer.Ordinal)];
            foreach (var item in sorted)
                DropDefaults(item);
            dataset[list] = new JsonArray(sorted);
        }
    }

    static void DropDefaults(JsonObject owner)
    {
        foreach (var (key, value) in owner.ToArray())
        {
            if (value is null || (Defaults.TryGetValue(key, out var usual) && JsonNode.DeepEquals(value, usual)))
                owner.Remove(key);
        }
    }

    static void DropEmpty(JsonObject owner, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (owner.ContainsKey(key) && owner[key] is null or JsonArray { Count: 0 } or JsonObject { Count: 0 } || (owner[key] is JsonValue value && value.ToString() is "" or "false"))
                owner.Remove(key);
        }
    }

    static void Drop(JsonObject owner, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
            owner.Remove(key);
    }

    static JsonNode Sorted(JsonNode node) => node switch
    {
        JsonObject mapping => new JsonObject(mapping.OrderBy(pair => Place(pair.Key)).ThenBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value is null ? null : Sorted(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(item => item is null ? null : Sorted(item))]),
        _ => node.DeepClone(),
    };

    static int Place(string key) => _first.IndexOf(key) is >= 0 and var first ? first - _first.Length : _last.IndexOf(key) + 1;
}
