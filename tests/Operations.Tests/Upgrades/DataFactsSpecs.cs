using System.Collections.Immutable;
using DataSpec.Operations.Upgrades;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades;

/// <summary>Which changes are damage and which are somebody's work.</summary>
public sealed class DataFactsSpecs
{
    const string Ledger = "public.ledger";

    [Fact]
    public void The_same_facts_differ_in_nothing() => Facts(rows: 961, writes: 961).Differences(Facts(rows: 961, writes: 961)).ShouldBeEmpty();

    [Theory]
    [InlineData(961)]
    [InlineData(960)]
    [InlineData(1203)]
    public void A_table_that_changed_while_nobody_wrote_is_damage(long rows) =>
        Facts(rows: 961, writes: 1000).Differences(Facts(rows, writes: 1000, hash: "other")).ShouldHaveSingleItem().ShouldContain($"{Ledger} of the warehouse has {rows} rows, before 961");

    [Fact]
    public void What_programs_outside_wrote_meanwhile_is_none_also_when_they_have_gone_again()
    {
        var (before, after) = (Facts(rows: 961, writes: 961), Facts(rows: 1203, writes: 1203, hash: "other"));

        before.Differences(after).ShouldBeEmpty();
        before.Written(after).ShouldBe([Ledger]);
    }

    [Fact]
    public void What_the_server_has_not_counted_yet_is_none_while_its_writer_is_connected() =>
        Facts(rows: 961, writes: 961).Differences(Facts(rows: 962, writes: 961, hash: "other", clients: 1)).ShouldBeEmpty();

    [Theory]
    [InlineData(0)]
    [InlineData(900)]
    public void A_new_cluster_that_lost_rows_is_damage_whether_it_was_copied_or_filled_from_a_dump(long counted) =>
        Facts(rows: 961, writes: 5000).Differences(Facts(rows: 900, writes: counted, hash: "other")).ShouldHaveSingleItem();

    [Fact]
    public void In_a_new_cluster_what_was_written_since_is_counted_from_nothing() =>
        Facts(rows: 961, writes: 5000).Differences(Facts(rows: 1203, writes: 242, hash: "other")).ShouldBeEmpty();

    [Fact]
    public void A_table_that_is_gone_is_missing_whoever_is_connected() =>
        Facts(rows: 961, writes: 961).Differences(Facts(rows: 961, writes: 961, clients: 3) with { Warehouse = [] }).ShouldHaveSingleItem().ShouldContain("is missing");

    static DataFacts Facts(long rows, long writes, string hash = "hash", int clients = 0) => new(
        ImmutableSortedDictionary<string, string>.Empty, ImmutableSortedDictionary<string, long>.Empty, [new(Ledger, rows, hash, null)], ImmutableSortedDictionary<string, string>.Empty,
        ImmutableSortedDictionary<string, string>.Empty, clients)
    {
        Writes = ImmutableSortedDictionary<string, long>.Empty.Add(Ledger, writes),
    };
}
