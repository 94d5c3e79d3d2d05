using System.Text.Json.Nodes;

namespace DataSpec.Operations.Superset;

/// <summary>Superset keeps what an import does not mention: what it has and the file has not is set back by name.</summary>
static class AssetReset
{
    /// <summary>The file's text with everything that the object in Superset has beyond it, as Superset's default.</summary>
    public static string Text(Asset file, IEnumerable<Asset> now)
    {
        if (now.FirstOrDefault(asset => asset.Uuid == file.Uuid) is not { } old)
            return file.Text;
        var content = file.Content.DeepClone().AsObject();
        Fill(content, old.Content);
        foreach (var (list, name) in new[] { ("columns", "column_name"), ("metrics", "metric_name") })
        {
            foreach (var item in (content[list] as JsonArray ?? []).OfType<JsonObject>())
            {
                if ((old.Content[list] as JsonArray ?? []).OfType<JsonObject>().FirstOrDefault(other => $"{other[name]}" == $"{item[name]}") is { } before)
                    Fill(item, before);
            }
        }

        return YamlText.Write(content);
    }

    static void Fill(JsonObject content, JsonObject old)
    {
        foreach (var key in old.Select(pair => pair.Key).Where(key => !content.ContainsKey(key)))
            content[key] = AssetForm.Defaults.GetValueOrDefault(key)?.DeepClone();
    }
}
