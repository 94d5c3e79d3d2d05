using DataSpec.Operations.Backups;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups;

public sealed class FingerprintComparisonSpecs
{
    static readonly DatabaseFingerprint Live = new(
        "warehouse", "0/1", [new("public.a", 10, "77", null), new("public.b", 5, "88", 1.5)], [new("public.s", 100, 133)], [new("public.staging", "it was truncated")]);

    static readonly DatabaseFingerprint Copy = Live with { Sequences = [new("public.s", 120, 120)], NotCompared = [], Tables = [.. Live.Tables, new("public.staging", 3, "1", null)] };

    [Fact]
    public void The_same_rows_and_a_sequence_between_its_bounds_are_no_difference() => Of(Copy).ShouldBeEmpty();

    [Fact]
    public void A_lost_row_is_told() => Of(With(new("public.a", 9, "70", null))).ShouldBe(["'warehouse': public.a has 9 rows instead of 10"]);

    [Fact]
    public void As_many_but_other_rows_are_told() => Of(With(new("public.a", 10, "78", null))).ShouldBe(["'warehouse': public.a has as many rows, but others"]);

    [Fact]
    public void A_missing_and_an_extra_table_are_told() => Of(Copy with { Tables = [.. Copy.Tables.Skip(1), new("public.x", 0, "0", null)] })
        .ShouldBe(["'warehouse': table public.a is missing", "'warehouse': table public.x was not there"]);

    [Theory]
    [InlineData(99)]
    [InlineData(134)]
    public void A_sequence_outside_its_bounds_is_told(long value) => Of(Copy with { Sequences = [new("public.s", value, value)] }).ShouldHaveSingleItem().ShouldContain("not between 100 and 133");

    [Fact]
    public void A_lost_sequence_is_told() => Of(Copy with { Sequences = [] }).ShouldBe(["'warehouse': sequence public.s is missing"]);

    [Fact]
    public void A_table_that_only_the_copy_cannot_read_is_told() =>
        Of(Copy with { Tables = [.. Copy.Tables.Skip(1)], NotCompared = [new("public.a", "invalid page in block 3")] }).ShouldBe(["'warehouse': public.a cannot be read: invalid page in block 3"]);

    static IEnumerable<string> Of(DatabaseFingerprint copy) => FingerprintComparison.Differences(Live, copy);

    static DatabaseFingerprint With(TableFingerprint table) => Copy with { Tables = [.. Copy.Tables.Where(other => other.Table != table.Table), table] };
}
