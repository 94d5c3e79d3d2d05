namespace DataSpec.EndToEnd;

/// <summary>A disk that is or becomes full costs nothing that was there.</summary>
public sealed class FullDiskSpecs(Sandbox sandbox)
{
    [Fact]
    public async Task A_data_disk_too_small_for_a_cluster_is_refused_before_anything_is_created()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting a small file system needs root");
        var stack = await sandbox.EmptyStack();
        await using var disk = await SmallDisk.MountAt(stack.PathOf("data"), megabytes: 300);

        var run = await stack.Run(3, "Up");

        run.Error.ShouldContain("disk");
        Directory.Exists(stack.PathOf("data", "postgres")).ShouldBeFalse();
    }

    [Fact]
    public async Task After_a_disk_ran_full_during_a_load_freeing_room_brings_everything_back()
    {
        Share.TakeTurn(Scenarios.Accidents);
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting a small file system needs root");
        var stack = await sandbox.EmptyStack();
        await using var disk = await SmallDisk.MountAt(stack.PathOf("data"), megabytes: 3000);
        await stack.Run(0, "Up");
        var before = await new Warehouse(stack).TaxiTotals();

        await disk.FillUp(leaveMegabytes: 4);
        using (var seed = stack.Start("Seed", "--months", "2024-02"))
            (await seed.End(TimeSpan.FromMinutes(6), TestContext.Current.CancellationToken)).ExitCode.ShouldBeOneOf(1, 4, 7);
        disk.Free();

        await stack.Run(0, "Up");
        before.ShouldBe(await sandbox.Taxi.Totals());
        (await new Warehouse(stack).TaxiTotals()).ShouldBe(before);
        await stack.Run(0, "Seed", "--months", "2024-02");
        (await new Warehouse(stack).TaxiTotals()).ShouldBe(await sandbox.Taxi.Totals("2024-02"));
        await stack.Run(0, "Down");
    }
}
