using System.Text;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace DataSpec.Operations.Upgrades.Files;

/// <summary>Lines that merge well can still make no sense together: a comma too few, a key twice.</summary>
static class MergedSyntax
{
    /// <summary>Null for a valid text, and for one in a form that is not known here.</summary>
    public static string? ProblemOf(string path, byte[] content)
    {
        try
        {
            if (path.EndsWith(".json", StringComparison.Ordinal))
                using (JsonDocument.Parse(content, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowDuplicateProperties = false }))
                    return null;
            if (path.EndsWith(".yaml", StringComparison.Ordinal) || path.EndsWith(".yml", StringComparison.Ordinal))
                new YamlStream().Load(new StringReader(Encoding.UTF8.GetString(content)));
            return null;
        }
        catch (Exception error) when (error is JsonException or YamlException)
        {
            return error.Message.Split('\n')[0];
        }
    }
}
