using System.Runtime.Versioning;
using DataSpec.Operations.Backups.Receiving;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups.Receiving;

[Trait("kind", "integration")]
[SupportedOSPlatform("linux")]
public sealed class PointInTimeOnRealClusterSpecs : IAsyncLifetime
{
    ReceivedCluster _one = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _one = await ReceivedCluster.StartAsync();

    public ValueTask DisposeAsync() => _one.DisposeAsync();

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.RestoredMoment))]
    public async Task Restored_to_a_moment_there_is_exactly_what_was_committed_up_to_it_and_then_to_a_later_one_too()
    {
        var before = await _one.Scalar<DateTimeOffset>("select clock_timestamp()");
        var backup = await _one.Cluster.BackUpAsync();
        var first = await _one.WriteAsync(1, 20);
        await _one.FillSegmentsAsync(3);
        var second = await _one.WriteAsync(21, 20);
        await _one.WriteAsync(41, 20);
        await _one.KillReceiverAsync();
        await _one.WriteAsync(61, 1);
        await _one.StartReceiverAsync();
        await _one.UntilReceivedAsync();

        (await ShouldRefuse(ReceivedCluster.At(before))).ShouldContain("No proved backup is older");
        (await ShouldRefuse(ReceivedCluster.At(DateTimeOffset.UtcNow.AddHours(1)))).ShouldContain("does not reach that far");
        (await ShouldRefuse(new(null, "FF/0", null))).ShouldContain("does not reach that far");
        (await _one.LedgerAsync()).Length.ShouldBe(61);

        var restored = await _one.RestoreAsync(ReceivedCluster.At(first.At));
        (await _one.LedgerAsync()).ShouldBe(Enumerable.Range(1, 20).Select(number => (long)number));
        restored.From.ShouldBe(backup.Id);
        await _one.Restorable.ShouldBeWholeAsync();

        // What was received before that restore still leads to later times of the state before it.
        await _one.RestoreAsync(ReceivedCluster.At(second.At));
        (await _one.LedgerAsync()).ShouldBe(Enumerable.Range(1, 40).Select(number => (long)number));
        await _one.RestoreAsync(new(null, first.Place, null));
        (await _one.LedgerAsync()).ShouldBe(Enumerable.Range(1, 20).Select(number => (long)number));
        Directory.Exists(Path.Combine(_one.Restorable.Root.State, "log")).ShouldBeTrue();
        Directory.GetFileSystemEntries(Path.Combine(_one.Restorable.Root.State, "log")).ShouldBeEmpty();
    }

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.DamagedLog))]
    public async Task A_hole_or_damage_in_the_archive_is_refused_before_anything_is_touched_and_the_range_told()
    {
        await _one.Cluster.BackUpAsync();
        var first = await _one.WriteAsync(1, 5);
        await _one.FillSegmentsAsync(2);
        var second = await _one.WriteAsync(6, 5);
        await _one.FillSegmentsAsync(2);
        await _one.WriteAsync(11, 1);
        await _one.UntilReceivedAsync();
        // Or it compresses what is damaged here.
        await _one.KillReceiverAsync();
        var middle = _one.Files().Last(file => file.Kind is WalFileKind.Whole);
        var bytes = await File.ReadAllBytesAsync(middle.Path, Ct);

        File.Delete(middle.Path);
        var hole = await ShouldRefuse(ReceivedCluster.At(DateTimeOffset.UtcNow));
        hole.ShouldContain($"the segment '{middle.Name}' is missing");
        hole.ShouldContain("any time from");

        await File.WriteAllBytesAsync(middle.Path, bytes[..^4096], Ct);
        (await ShouldRefuse(ReceivedCluster.At(DateTimeOffset.UtcNow))).ShouldContain("bytes instead of");
        bytes[8] ^= 1;
        await File.WriteAllBytesAsync(middle.Path, bytes, Ct);
        (await ShouldRefuse(ReceivedCluster.At(DateTimeOffset.UtcNow))).ShouldContain("another part of the log than its name says");

        // What lies before the damage can be restored all the same.
        await _one.RestoreAsync(ReceivedCluster.At(first.At));
        (await _one.LedgerAsync()).Length.ShouldBe(5);
        first.At.ShouldBeLessThan(second.At);
    }

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.KilledReceiver))]
    public async Task A_receiver_that_is_killed_again_and_again_leaves_no_hole()
    {
        await _one.Cluster.BackUpAsync();
        var writer = new LedgerWriter(_one.Cluster.Client, 1).Start();
        for (var round = 0; round < 3; round++)
        {
            await _one.FillSegmentsAsync(1);
            await _one.KillReceiverAsync();
            await Task.Delay(500, Ct);
            await _one.StartReceiverAsync();
            await _one.UntilReceivedAsync();
        }

        await writer.StopAsync();
        var (at, _) = await _one.WriteAsync(900_000_000, 1);
        await _one.WriteAsync(900_000_001, 1);
        await _one.UntilReceivedAsync();

        await _one.RestoreAsync(ReceivedCluster.At(at));

        (await _one.LedgerAsync()).ShouldBe([.. writer.Acknowledged.Select(commit => commit.Number), 900_000_000]);
    }

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.LostPlace))]
    public async Task Lag_and_a_lost_place_are_told_and_the_next_run_begins_anew()
    {
        var receiver = new WalReceiver(_one.Cluster.Client, _one.Archive, long.MaxValue, isWanted: true);
        var status = (await receiver.ReadAsync(Ct)).ShouldNotBeNull();
        status.IsReceiving.ShouldBeTrue();
        status.LagBytes.ShouldNotBeNull().ShouldBeLessThan(1 << 20);
        status.ArchiveBytes.ShouldBeGreaterThan(0);
        status.Warnings.ShouldBeEmpty();
        (await new WalReceiver(_one.Cluster.Client, _one.Archive, 1, isWanted: true).ReadAsync(Ct))!.Warnings.ShouldHaveSingleItem().ShouldContain("WAL_ARCHIVE_MAX");

        await _one.KillReceiverAsync();
        await _one.UntilAsync("select not active from pg_replication_slots");
        (await receiver.ReadAsync(Ct))!.Warnings.ShouldHaveSingleItem().ShouldContain("is not received since");
        await _one.Cluster.ExecuteAsync("alter system set max_slot_wal_keep_size = '16MB'");
        await _one.Cluster.ExecuteAsync("select pg_reload_conf()");
        // The summarizer holds log back too, and is slow on a busy machine.
        for (var begun = TimeProvider.System.GetTimestamp(); await _one.Scalar<string>("select wal_status from pg_replication_slots") is not "lost"; await Task.Delay(200, Ct))
        {
            TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromMinutes(2));
            await _one.Cluster.ExecuteAsync("create table if not exists filler (t text); insert into filler values ('x'); select pg_switch_wal()");
            await _one.Cluster.ExecuteAsync("checkpoint");
        }

        (await receiver.ReadAsync(Ct))!.Warnings.ShouldHaveSingleItem().ShouldContain("lost its place");

        await _one.StartReceiverAsync();
        await _one.UntilReceivedAsync();

        (await _one.ReceiverLogAsync()).ShouldContain("lost its place");
        Directory.GetDirectories(Directory.GetDirectories(_one.Archive).ShouldHaveSingleItem()).Length.ShouldBe(2);
        (await receiver.ReadAsync(Ct))!.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_full_archive_stops_the_receiver_alone()
    {
        await _one.KillReceiverAsync();
        using var mount = System.Diagnostics.Process.Start("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", _one.Archive]);
        await mount.WaitForExitAsync(Ct);
        if (mount.ExitCode != 0)
            Assert.Skip("this user may not mount a small disk");
        try
        {
            await _one.StartReceiverAsync();
            await _one.UntilAsync("select exists (select from pg_stat_replication)");
            for (var number = 0; number < 3; number++)
                await _one.Cluster.ExecuteAsync("create table if not exists filler (t text); insert into filler values ('x'); select pg_switch_wal()");
            for (var begun = TimeProvider.System.GetTimestamp(); await _one.IsReceivingAsync(); await Task.Delay(300, Ct))
                TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromMinutes(1));

            (await _one.ReceiverLogAsync()).ShouldContain("No space left on device");
            (await _one.WriteAsync(1, 10)).At.ShouldBeGreaterThan(default);
            (await _one.LedgerAsync()).Length.ShouldBe(10);
        }
        finally
        {
            await _one.KillReceiverAsync();
            using var unmount = System.Diagnostics.Process.Start("umount", [_one.Archive]);
            await unmount.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Refused while the stack runs on as it is.</summary>
    async Task<string> ShouldRefuse(RecoveryMoment moment)
    {
        var before = await _one.LedgerAsync();
        var refused = await Should.ThrowAsync<DataSpecException>(_one.RestoreAsync(moment));
        (await _one.LedgerAsync()).ShouldBe(before);
        (await _one.Cluster.LeftAsync()).ShouldBeEmpty();
        TestContext.Current.TestOutputHelper!.WriteLine(refused.Message);
        return refused.Message;
    }
}
