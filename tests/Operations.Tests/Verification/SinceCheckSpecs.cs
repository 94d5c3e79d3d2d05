using DataSpec.Operations.Backups;
using DataSpec.Operations.Verification;
using DataSpec.Operations.Verification.Checks.Since;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Verification;

public sealed class SinceCheckSpecs
{
    static readonly TableFingerprint Then = new("nyc_taxi.trips", 100, "1", null);

    [Fact]
    public void A_table_that_lost_rows_fails()
    {
        var outcome = SinceCheck.Judge("since then", [Of(Then with { Rows = 90, Hash = "2" })], []);

        (outcome.Status, outcome.Evidence).ShouldBe((CheckStatus.Failed, "since then: warehouse: nyc_taxi.trips has lost rows: 90 instead of 100"));
    }

    [Fact]
    public void A_table_that_is_gone_fails() => SinceCheck.Judge("since then", [Of(null)], []).Evidence.ShouldContain("nyc_taxi.trips with its 100 rows is gone");

    [Fact]
    public void A_table_that_grew_is_told_and_fine()
    {
        var outcome = SinceCheck.Judge("since then", [Of(Then with { Rows = 110, Hash = "2" })], []);

        (outcome.Status, outcome.Evidence).ShouldBe((CheckStatus.Passed, "since then: 0 tables are as they were; warehouse: nyc_taxi.trips has grown from 100 to 110 rows"));
    }

    [Fact]
    public void As_many_rows_with_other_content_are_a_warning() => SinceCheck.Judge("since then", [Of(Then with { Hash = "2" })], []).Status.ShouldBe(CheckStatus.Warning);

    [Fact]
    public void Fewer_rows_after_a_load_are_what_was_loaded() =>
        SinceCheck.Judge("since then", [TableChange.Of("warehouse", Then, Then with { Rows = 50 }, isLoadedAnew: true)], []).Status.ShouldBe(CheckStatus.Passed);

    [Fact]
    public void A_table_that_is_gone_is_lost_even_if_there_was_a_load() => TableChange.Of("warehouse", Then, null, isLoadedAnew: true).Kind.ShouldBe(ChangeKind.Lost);

    [Fact]
    public void A_dashboard_that_is_gone_fails() =>
        SinceCheck.Judge("since then", [Of(Then)], ["dashboards: 1 instead of 2"]).Status.ShouldBe(CheckStatus.Failed);

    static TableChange Of(TableFingerprint? now) => TableChange.Of("warehouse", Then, now, isLoadedAnew: false);
}
