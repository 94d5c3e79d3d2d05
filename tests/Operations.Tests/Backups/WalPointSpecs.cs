using System.Globalization;
using DataSpec.Operations.Backups;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups;

public sealed class WalPointSpecs
{
    [Fact]
    public void A_snapshot_sees_what_ended_before_it()
    {
        var snapshot = Snapshot.Parse("100:110:103,105");

        new uint[] { 5, 99, 100, 102, 104, 109 }.ShouldAllBe(transaction => snapshot.Sees(transaction));
        new uint[] { 103, 105, 110, 4000 }.ShouldAllBe(transaction => !snapshot.Sees(transaction));
    }

    [Fact]
    public void Transactions_are_told_apart_across_the_wrap_of_their_numbers()
    {
        var snapshot = Snapshot.Parse("8589934590:8589934595:8589934592");

        snapshot.Sees(uint.MaxValue - 1).ShouldBeTrue();
        snapshot.Sees(0).ShouldBeFalse();
        snapshot.Sees(1).ShouldBeTrue();
        snapshot.Sees(3).ShouldBeFalse();
    }

    [Fact]
    public void Commits_are_read_from_what_pg_waldump_prints()
    {
        var commits = WalCommits.Parse(
            [
                "rmgr: XLOG        len (rec/tot):     24/    24, tx:          0, lsn: 0/020A8FC0, prev 0/020A8F98, desc: SWITCH ",
                "rmgr: Transaction len (rec/tot):     34/    34, tx:       4104, lsn: 0/03000360, prev 0/03000320, desc: COMMIT 2026-11-22 17:55:08.309586 UTC",
                "rmgr: Transaction len (rec/tot):     34/    34, tx:       4105, lsn: 0/030003A0, prev 0/03000360, desc: ABORT 2026-11-22 17:55:08.309586 UTC",
                "rmgr: XLOG        len (rec/tot):     98/    98, tx:          0, lsn: 1/03000438, prev 0/030003F8, desc: RESTORE_POINT dataspec-x-1",
                "rmgr: Transaction len (rec/tot):     34/    34, tx:       4106, lsn: 1/03000510, prev 1/03000438, desc: COMMIT 2026-11-22 17:55:08.309586 UTC",
            ],
            "dataspec-x-1").ShouldNotBeNull();

        commits.Commits.ShouldBe([(At(0x3000360), 4104u)]);
        commits.End.ShouldBe(At(0x103000438));
        commits.End.ToString().ShouldBe("1/3000438");
    }

    [Fact]
    public void Without_the_restore_point_or_with_a_two_phase_commit_nothing_is_known()
    {
        WalCommits.Parse(["tx: 7, lsn: 0/10, prev 0/8, desc: COMMIT now"], "point").ShouldBeNull();
        WalCommits.Parse(["tx: 7, lsn: 0/10, prev 0/8, desc: COMMIT_PREPARED 7: now", "tx: 0, lsn: 0/20, prev 0/10, desc: RESTORE_POINT point"], "point").ShouldBeNull();
    }

    [Fact]
    public void With_all_commits_seen_replay_goes_to_the_restore_point() =>
        Log((10, 1), (20, 2)).RangeOf(Snapshot.Parse("3:3:"), At(5)).ShouldBe(new PointRange(At(20), At(100)));

    [Fact]
    public void Replay_ends_before_the_first_commit_that_was_not_seen() =>
        Log((10, 1), (20, 2), (30, 3)).RangeOf(Snapshot.Parse("2:3:2"), At(5)).ShouldBe(new PointRange(At(10), At(20)));

    [Fact]
    public void A_commit_seen_after_one_that_was_not_leaves_no_place() =>
        Log((10, 1), (20, 2), (30, 3)).RangeOf(Snapshot.Parse("2:4:2"), At(5)).ShouldBeNull();

    [Fact]
    public void What_sequences_showed_must_be_in_the_log_too() =>
        Log((10, 1), (20, 2)).RangeOf(Snapshot.Parse("2:2:"), At(25)).ShouldBeNull();

    [Fact]
    public void On_a_quiet_cluster_the_restore_point_itself_is_the_place() =>
        Log().RangeOf(Snapshot.Parse("3:3:"), At(100)).ShouldBe(new PointRange(At(99), At(100)));

    [Fact]
    public void Ranges_that_meet_share_a_place() =>
        PointRange.FewestPoints([new(At(10), At(100)), new(At(20), At(30)), new(At(25), At(90))]).ShouldBe([At(30), At(30), At(30)]);

    [Fact]
    public void Ranges_apart_get_places_of_their_own() =>
        PointRange.FewestPoints([new(At(30), At(40)), new(At(10), At(20)), new(At(20), At(30))]).ShouldBe([At(40), At(20), At(30)]);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Each_chosen_place_lies_in_its_range_and_commits_before_it_are_exactly_those_seen(int seed)
    {
        var random = new Random(seed);
        var checkedPlaces = 0;
        for (var round = 0; round < 500; round++)
        {
            var order = Enumerable.Range(1, 12).Select(number => (uint)number).ToArray();
            // Neighbours in the log may have become visible the other way round.
            for (var i = 0; i < order.Length - 1; i++)
            {
                if (random.Next(4) == 0)
                    (order[i], order[i + 1]) = (order[i + 1], order[i]);
            }

            var log = Log([.. order.Select((transaction, at) => ((ulong)(at + 1) * 5, transaction))]);
            var snapshots = Enumerable.Range(0, 3).Select(_ => Any(random)).ToArray();
            var ranges = snapshots.Select(snapshot => log.RangeOf(snapshot, At(1))).ToArray();
            var known = ranges.OfType<PointRange>().ToArray();
            var points = PointRange.FewestPoints(known);
            foreach (var (snapshot, point) in snapshots.Where((_, index) => ranges[index] is not null).Zip(points))
            {
                log.Commits.Where(commit => commit.At < point).Select(commit => commit.Transaction)
                    .ShouldBe(log.Commits.Where(commit => snapshot.Sees(commit.Transaction)).Select(commit => commit.Transaction), ignoreOrder: true);
                checkedPlaces++;
            }
        }

        checkedPlaces.ShouldBeGreaterThan(50);
    }

    static Snapshot Any(Random random)
    {
        var xmax = (ulong)random.Next(1, 14);
        var running = Enumerable.Range(1, 12).Select(number => (ulong)number).Where(number => number < xmax && number + 2 >= xmax && random.Next(5) == 0).ToArray();
        return new(running.Append(xmax).Min(), xmax, [.. running]);
    }

    static WalCommits Log(params (ulong At, uint Transaction)[] commits) => new([.. commits.Select(commit => (At(commit.At), commit.Transaction))], At(100));

    static Lsn At(ulong value) => Lsn.Parse(string.Create(CultureInfo.InvariantCulture, $"{value >> 32:X}/{value & 0xFFFFFFFF:X8}"));
}
