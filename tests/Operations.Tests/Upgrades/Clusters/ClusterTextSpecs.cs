using DataSpec.Operations.Upgrades.Clusters;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Clusters;

public sealed class ClusterTextSpecs
{
    [Fact]
    public void The_report_has_stages_notes_way_and_relations()
    {
        var report = ClusterReportText.Parse(["seconds initdb 0.93", "note text with seconds in it", "way copy", "something else", "relations 2523"]);

        report.Seconds.ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("initdb", 0.93));
        report.Notes.ShouldHaveSingleItem().ShouldBe("text with seconds in it");
        (report.Way, report.Relations).ShouldBe((ClusterUpgradeWay.Copy, 2523));
    }

    [Fact]
    public void A_failure_is_what_the_program_says_itself_or_else_its_last_lines()
    {
        ClusterReportText.Failure(["seconds look 0.1", "noise", "failed: pg_upgrade:", "failed: could not connect", "  role \"x\" does not exist", ""]).ShouldBe("pg_upgrade: could not connect;   role \"x\" does not exist");
        ClusterReportText.Failure(["seconds look 0.1", "note x", "psql: error: no such file"]).ShouldBe("psql: error: no such file");
    }

    [Theory]
    [InlineData("seconds pg_upgrade 5.20", "pg_upgrade after 5.20 s")]
    [InlineData("note it is so", "it is so")]
    [InlineData("relations 12", null)]
    public void Progress_is_told_in_words(string line, string? said) => ClusterReportText.Progress(line).ShouldBe(said);

    [Theory]
    [InlineData("shut down", true)]
    [InlineData("in production", false)]
    [InlineData("shut down in recovery", false)]
    public void Only_a_cluster_that_was_stopped_cleanly_counts_as_shut_down(string state, bool isShutDown)
    {
        var control = ControlData.Parse([$"Database cluster state:               {state}", "Latest checkpoint location:           0/1B493888", "Time of latest checkpoint:            Mon Nov 23 00:00:00 2026"]);

        (control.IsShutDown, control.Checkpoint).ShouldBe((isShutDown, "0/1B493888"));
    }

    [Theory]
    [InlineData("/s/data/postgres/17/docker", "/s/data/postgres/18/docker", "/s/data/postgres")]
    [InlineData("/s/clusters/old", "/s/clusters/new", "/s/clusters")]
    [InlineData("/s/a1/old", "/s/a/new", "/s")]
    public void Both_directories_are_reached_by_one_mount(string one, string other, string shared) => ClusterUpgrade.Shared(one, other).ShouldBe(shared);

    [Fact]
    public void A_slot_has_a_name_that_Postgres_allows() => LogTail.SlotOf("20261123T001200Z-upgrade-ab12").ShouldBe("dataspec_up_20261123t001200z_upgrade_ab12");
}
