namespace DataSpec.EndToEnd;

/// <summary>Somebody who may talk to the engine and is not root: what services own in <c>data</c> he cannot touch himself.</summary>
public sealed class PlainUserSpecs(Sandbox sandbox)
{
    const int User = 54321;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_who_is_not_root_starts_backs_up_restores_upgrades_and_removes_a_stack()
    {
        Share.TakeTurn(Scenarios.Stops);
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can run a command as somebody else");
        OurEngine.Require();
        await using var door = await OurEngine.OpenTo(User);
        await using var stack = await Checkout.Create("plain");
        stack.WriteEnv(sandbox.Taxi);
        await stack.GiveTo(User);
        using var backups = new BackupFolder(stack);
        await Docker.Program("chown", $"{User}", backups.Directory);

        await stack.Run(0, "Up");
        var loaded = await sandbox.Taxi.Totals();
        (await new Warehouse(stack).TaxiTotals()).ShouldBe(loaded);
        File.GetUnixFileMode(stack.PathOf(".env")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await stack.Run(0, "Verify", "--level", "3");
        await stack.Run(0, "Backup", "--target-dir", backups.Directory);
        await new Warehouse(stack).Scalar<object>("delete from nyc_taxi.yellow_trips; select 1");

        await stack.Run(0, "Restore", "--from", "latest", "--target-dir", backups.Directory, "--yes");
        (await new Warehouse(stack).TaxiTotals()).ShouldBe(loaded);
        await stack.Run(0, "Restore", "--undo", "--yes");
        (await new Warehouse(stack).Scalar<long>("select count(*) from nyc_taxi.yellow_trips")).ShouldBe(0);

        var compose = stack.PathOf("compose", "compose.yaml");
        await File.WriteAllTextAsync(compose, (await File.ReadAllTextAsync(compose, Ct)).Replace("AIRFLOW__API__WORKERS: \"1\"", "AIRFLOW__API__WORKERS: \"2\"", StringComparison.Ordinal), Ct);
        await stack.Run(0, "Upgrade", "--skip", "Rehearse", "--target-dir", backups.Directory);
        await stack.Run(0, "Rollback", "--yes");
        (await File.ReadAllTextAsync(compose, Ct)).ShouldContain("AIRFLOW__API__WORKERS: \"1\"");

        await stack.Run(0, "Reset", "--yes");
        Directory.Exists(stack.PathOf("data")).ShouldBeFalse();
    }
}
