using DataSpec.Operations.Verification;
using DataSpec.Operations.Verification.Checks.Postgres;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Verification;

public sealed class SqlCheckSpecs
{
    [Fact]
    public void Without_a_finding_the_evidence_is_what_was_measured()
    {
        var outcome = SqlCheck.Judge([new(0, "12 indexes")]);

        (outcome.Status, outcome.Evidence).ShouldBe((CheckStatus.Passed, "12 indexes"));
    }

    [Fact]
    public void The_worst_finding_decides_and_comes_first()
    {
        var outcome = SqlCheck.Judge([new(0, "12 roles"), new(1, "a may log in"), new(2, "b is a superuser")]);

        (outcome.Status, outcome.Evidence).ShouldBe((CheckStatus.Failed, "b is a superuser; a may log in"));
    }

    [Fact]
    public void What_is_only_worth_knowing_is_a_warning() => SqlCheck.Judge([new(0, "12 tables"), new(1, "one is unlogged")]).Status.ShouldBe(CheckStatus.Warning);

    [Fact]
    public void Five_are_named_and_the_rest_is_counted() =>
        SqlCheck.Judge([.. Enumerable.Range(1, 7).Select(number => new SqlFinding(2, $"index {number}"))]).Evidence.ShouldBe("index 1; index 2; index 3; index 4; index 5; and 2 more");

    [Fact]
    public void No_two_rules_have_the_same_id() => SqlCheck.Rules.Select(rule => rule.Id).ShouldBeUnique();
}
