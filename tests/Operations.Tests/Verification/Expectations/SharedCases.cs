using System.Collections.Immutable;
using System.Text.Json;
using DataSpec.Operations.Verification.Expectations;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace DataSpec.Operations.Tests.Verification.Expectations;

/// <summary><c>tests/expectations/cases.yaml</c>, which the tests of the load read too.</summary>
sealed class SharedCases
{
    public string Setup { get; set; } = "";

    public string Schema { get; set; } = "";

    public string Table { get; set; } = "";

    public List<string> Months { get; set; } = [];

    public long FileRows { get; set; }

    public double Age { get; set; }

    public List<Case> Cases { get; set; } = [];

    public List<RefusedFile> Refused { get; set; } = [];

    public List<UnfitRule> Unfit { get; set; } = [];

    public LoadKnown Known => new([.. Months], FileRows, Age);

    public static SharedCases Read() => new DeserializerBuilder().WithNamingConvention(UnderscoredNamingConvention.Instance).Build()
        .Deserialize<SharedCases>(File.ReadAllText(Path.Combine(Repository.Directory, "tests", "expectations", "cases.yaml")));

    /// <summary>A file with these rules for the table of the cases.</summary>
    public string FileOf(params IEnumerable<string> rules) =>
        $"schema: {JsonSerializer.Serialize(Schema)}\ntables:\n  {JsonSerializer.Serialize(Table)}:\n{string.Concat(rules.Select(rule => $"    - {rule}\n"))}";

    public ImmutableArray<Expectation> RulesOf(params IEnumerable<string> rules) => ExpectationFile.Parse(FileOf(rules), "cases.yaml");

    internal sealed class Case
    {
        public string Rule { get; set; } = "";

        public string? Text { get; set; }

        public string? Counts { get; set; }

        public string Severity { get; set; } = "error";

        public long Failing { get; set; }

        public long Total { get; set; }

        public bool Met { get; set; }

        public string Finding { get; set; } = "";
    }

    internal sealed class RefusedFile
    {
        public string Text { get; set; } = "";

        public string Says { get; set; } = "";
    }

    internal sealed class UnfitRule
    {
        public string Rule { get; set; } = "";

        public string Says { get; set; } = "";
    }
}
