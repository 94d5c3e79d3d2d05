using YamlDotNet.RepresentationModel;

namespace DataSpec.EndToEnd.Verification;

/// <summary>The pipelines of <c>docs/verify.md</c>, read as a runner reads them.</summary>
static class Recipes
{
    public static YamlMappingNode GitHub => Yaml("### GitHub Actions");

    public static YamlMappingNode GitLab => Yaml("### GitLab");

    /// <summary>What the job runs, line by line.</summary>
    public static string[] Lines(this YamlMappingNode recipe, string job)
    {
        if (recipe.Children.TryGetValue("jobs", out var jobs))
            return [.. Items(Member(Member((YamlMappingNode)jobs, job), "steps")).OfType<YamlMappingNode>().Where(step => step.Children.ContainsKey("run")).Select(step => Text(step.Children["run"]))];
        return [.. Items(Member(Member(recipe, job), "script")).Select(Text)];
    }

    /// <summary>The file that the job publishes as tests, or as an artifact.</summary>
    public static string Published(this YamlMappingNode recipe, string job) => recipe.Children.ContainsKey("jobs")
        ? Items(Member(Member(Member(recipe, "jobs"), job), "steps")).OfType<YamlMappingNode>().Where(step => step.Children.ContainsKey("with")).Select(step => (YamlMappingNode)step.Children["with"])
            .Where(options => options.Children.ContainsKey("path")).Select(options => Text(options.Children["path"])).Single()
        : Text(Member(Member(Member(Member(recipe, job), "artifacts"), "reports"), "junit"));

    static YamlMappingNode Yaml(string heading)
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "verify.md"));
        var begin = page.IndexOf("```yaml\n", page.IndexOf(heading, StringComparison.Ordinal), StringComparison.Ordinal) + "```yaml\n".Length;
        var stream = new YamlStream();
        stream.Load(new StringReader(page[begin..page.IndexOf("```\n", begin, StringComparison.Ordinal)]));
        return (YamlMappingNode)stream.Documents.ShouldHaveSingleItem().RootNode;
    }

    static YamlNode Member(YamlNode node, string name) => ((YamlMappingNode)node).Children[name];

    static IEnumerable<YamlNode> Items(YamlNode node) => ((YamlSequenceNode)node).Children;

    static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;
}
