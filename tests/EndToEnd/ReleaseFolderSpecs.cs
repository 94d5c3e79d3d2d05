namespace DataSpec.EndToEnd;

/// <summary>A release that changes configuration only, unpacked beside a running stack whose owner changed the same file.</summary>
public sealed class ReleaseFolderSpecs(Sandbox sandbox)
{
    const string Workers = "AIRFLOW__API__WORKERS: ";
    const string Interval = "AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL: ";

    [Fact]
    public async Task Files_of_a_release_come_in_beside_what_the_owner_changed_and_Rollback_takes_them_out()
    {
        Share.TakeTurn(Scenarios.Backups);
        var stack = await sandbox.EmptyStack();
        using var backups = new BackupFolder(stack);
        var release = Leftovers.NewFolder($"{stack.Project}-release");
        try
        {
            await SourceTree.CopyTo(release, TestContext.Current.CancellationToken);
            (await Docker.Shell($"cd '{stack.Directory}' && git init -q && git add -A && git -c user.name=shipped -c user.email=shipped@example.org commit -qm shipped && git tag v1.0")).ExitCode.ShouldBe(0);
            Change(stack.Directory, Interval, "\"30\"", "\"45\"");
            await stack.Run(0, "Up");
            await new StackPages(stack).StoreInAirflow("kept", "a password", "an extra", "a variable");
            var before = await KnownFacts.Of(stack);
            (await Settings(stack)).ShouldBe(["1", "45"]);

            Change(release, Workers, "\"1\"", "\"2\"");
            (await stack.Run(0, "Upgrade", "--to", release, "--plan", "--target-dir", backups.Directory)).Output.ShouldContain("compose/compose.yaml");
            await stack.Run(0, "Upgrade", "--to", release, "--skip", "Rehearse", "--target-dir", backups.Directory);
            (await Settings(stack)).ShouldBe(["2", "45"]);
            (await KnownFacts.Of(stack)).ShouldBe(before);

            Change(release, Interval, "\"30\"", "\"60\"");
            var refused = await stack.Run(3, "Upgrade", "--to", release, "--skip", "Rehearse", "--target-dir", backups.Directory);
            refused.Error.ShouldContain("compose/compose.yaml");
            (await Settings(stack)).ShouldBe(["2", "45"]);

            await stack.Run(0, "Rollback", "--yes");
            (await Settings(stack)).ShouldBe(["1", "45"]);
            (await KnownFacts.Of(stack)).ShouldBe(before);
            ResultTable.Upgrades.Add("a release in a folder that changes configuration, beside a local change in the same file", "`Upgrade --to DIR`, then `Rollback`", "both changes in force, then the local one alone; nothing lost");
        }
        finally
        {
            Directory.Delete(release, recursive: true);
            Directory.Delete(stack.PathOf(".git"), recursive: true);
            Change(stack.Directory, Interval, "\"45\"", "\"30\"");
        }
    }

    static void Change(string checkout, string key, string from, string to)
    {
        var file = Path.Combine(checkout, "compose", "compose.yaml");
        var text = File.ReadAllText(file);
        text.ShouldContain(key + from);
        File.WriteAllText(file, text.Replace(key + from, key + to, StringComparison.Ordinal));
    }

    /// <summary>Workers of the api-server and interval of the dag-processor, as their containers have them.</summary>
    static async Task<string[]> Settings(Checkout stack) =>
    [
        await Variable(stack.Container("airflow-apiserver"), Workers),
        await Variable(stack.Container("airflow-dag-processor"), Interval),
    ];

    static async Task<string> Variable(string container, string key)
    {
        var variables = await Docker.Run("inspect", "--format", "{{range .Config.Env}}{{println .}}{{end}}", container);
        return variables.Split('\n').Single(line => line.StartsWith($"{key.TrimEnd(':', ' ')}=", StringComparison.Ordinal)).Split('=')[1];
    }
}
