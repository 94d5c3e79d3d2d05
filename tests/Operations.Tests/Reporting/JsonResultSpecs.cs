using System.Text.Json;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Reporting;

public sealed class JsonResultSpecs
{
    /// <summary>Every character of it is one that JSON or HTML would write otherwise.</summary>
    const string Secret = "p+w\"<ü&'\\";

    [Fact]
    public void A_secret_is_masked_before_it_is_escaped()
    {
        var secrets = new MaskedSecrets();
        secrets.Add([Secret]);
        object result = new { Text = $"said {Secret}", Keys = new Dictionary<string, string>(StringComparer.Ordinal) { [Secret] = "x" }, List = new[] { Secret } };

        var json = JsonResult.Of(result, secrets);

        using var read = JsonDocument.Parse(json);
        read.RootElement.ToString().ShouldNotContain("p+w");
        json.ShouldNotContain("\\u002B");
        json.ShouldContain("said ***");
    }

    /// <summary>Scripts depend on these: a change here is a change for them. The page is renewed by the run that fails.</summary>
    [Fact]
    public void The_shape_of_every_result_is_the_documented_one()
    {
        var file = Path.Combine(Repository.Directory, "docs", "results.schema.json");
        var documented = File.Exists(file) ? File.ReadAllText(file) : "";
        var actual = ResultTypes.Schema();
        if (documented != actual)
            File.WriteAllText(file, actual);

        (actual == documented).ShouldBeTrue("docs/results.schema.json was renewed: commit it if the change is meant, and say so in the change log");
    }
}
