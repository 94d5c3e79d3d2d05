using DataSpec.Operations.Verification.Expectations;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Verification.Expectations;

public sealed class ExpectationFileSpecs
{
    readonly SharedCases _shared = SharedCases.Read();

    [Fact]
    public void Rules_become_the_shared_sql_and_text()
    {
        _shared.Cases.ShouldNotBeEmpty();
        foreach (var one in _shared.Cases)
        {
            var rule = _shared.RulesOf(one.Rule).ShouldHaveSingleItem();
            rule.Severity.ShouldBe(one.Severity, one.Rule);
            if (one.Text is not null)
                rule.ToString().ShouldBe(one.Text);
            if (one.Counts is not null)
                string.Join(", ", ExpectationSql.Counts(rule, _shared.Known)).ShouldBe(one.Counts);
        }
    }

    [Fact]
    public void A_wrong_file_is_refused_with_its_line_and_what_would_be_right()
    {
        _shared.Refused.ShouldNotBeEmpty();
        foreach (var one in _shared.Refused)
            Should.Throw<FormatException>(() => ExpectationFile.Parse(one.Text, "f.yaml"), one.Says).Message.ShouldStartWith(one.Says);
    }

    [Fact]
    public void A_wrong_file_on_disk_is_a_finding_with_a_next_step()
    {
        using var folder = new TemporaryDirectory();
        var file = Path.Combine(folder.Path, "f.yaml");
        File.WriteAllText(file, "schema: a\ntables:\n  t:\n    - { rule: row }\n");
        var error = Should.Throw<DataSpecException>(() => ExpectationFile.Read(file));
        error.Message.ShouldStartWith("f.yaml:4: unknown rule 'row'");
        error.NextStep!.ShouldContain(file);
    }

    [Fact]
    public void What_is_about_a_load_is_left_out_where_nothing_is_known_of_it()
    {
        foreach (var rule in _shared.RulesOf("{ rule: months, column: at }", "{ rule: loaded, days: 1 }", "{ rule: rows, files: equal }"))
        {
            ExpectationSql.Applies(rule, _shared.Known).ShouldBeTrue();
            ExpectationSql.Applies(rule, LoadKnown.Nothing).ShouldBeFalse();
        }
    }

    [Fact]
    public void The_shipped_file_is_read_whole()
    {
        var file = ExpectationCheck.FilesIn(new StackRoot(Repository.Directory)).ShouldHaveSingleItem();
        var rules = ExpectationFile.Read(file);
        rules.Length.ShouldBe(File.ReadLines(file).Count(line => line.TrimStart().StartsWith("- {", StringComparison.Ordinal)));
        rules.ShouldAllBe(rule => rule.Schema == "nyc_taxi");
    }
}
