namespace DataSpec.EndToEnd;

/// <summary>The machine fails under a backup or a restore of the real stack: what was there is there, and what is typed next works.</summary>
public sealed class BackupAccidentSpecs(Sandbox sandbox)
{
    const string PowerCut = "power cut";
    const string Restart = "the engine is restarted";
    const string Resume = "Restore --resume";
    const string Undo = "Restore --undo --yes";

    static readonly string[] BackupSteps = ["copy", "fingerprint", "files", "manifest", "prove"];

    static readonly (string What, string Step, string Command)[] RestoreCases =
    [
        (PowerCut, "copy", Resume),
        (PowerCut, "boot", Resume),
        (PowerCut, "stop", Resume),
        (PowerCut, "environment", Resume),
        (PowerCut, "environment", Undo),
        (PowerCut, "start", Resume),
        (PowerCut, "start", Undo),
        (PowerCut, "keep", Resume),
        (Restart, "copy", Resume),
        (Restart, "boot", Resume),
        (Restart, "stop", Resume),
        (Restart, "start", Resume),
        (Restart, "start", Undo),
    ];

    public static TheoryData<string, string> UnderBackups => new(Share.Of([.. BackupSteps.SelectMany(step => new[] { (PowerCut, step), (Restart, step) })]));

    public static TheoryData<string, string, string> UnderRestores => new(Share.Of(RestoreCases));

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(UnderBackups))]
    public async Task After_an_accident_under_a_backup_nothing_is_lost_and_the_next_one_is_proved(string what, string step)
    {
        Share.TakeTurn(Scenarios.Backups);
        OurEngine.Require();
        var stack = await Ready();
        using var target = new BackupFolder(stack);
        await stack.Run(0, "Backup", "--target-dir", target.Directory);
        var (known, first) = (await KnownFacts.Of(stack), Offered(target));

        var broken = await Break(stack, what, step, "Backup", "--target-dir", target.Directory);

        broken.ExitCode.ShouldBeOneOf(what is PowerCut ? [137] : [0, 1], broken.Everything);
        await stack.Run(0, "Up");
        (await KnownFacts.Of(stack)).ShouldBe(known);
        var kept = Offered(target);
        first.ShouldBeSubsetOf(kept);
        var next = await stack.Run(0, "Backup", "--target-dir", target.Directory);
        Offered(target).Length.ShouldBe(kept.Length + 1);
        System.IO.Directory.GetDirectories(target.Directory, "*.part").ShouldBeEmpty();
        (await Docker.Run("ps", "--all", "--quiet", "--filter", $"label=dataspec.backup={stack.Project}")).ShouldBeEmpty();
        await stack.Run(0, "Prove", "--target-dir", target.Directory, "--all");
        ResultTable.Backups.Add($"`Backup`, {what} at `{step}`", $"code {broken.ExitCode}; `Up`, `Backup`", $"nothing lost, proved after {next.Duration.TotalSeconds:0} s");
    }

    [Theory]
    [MemberData(nameof(UnderRestores))]
    public async Task After_an_accident_under_a_restore_the_next_command_ends_in_the_state_before_or_in_that_of_the_backup(string what, string step, string command)
    {
        Share.TakeTurn(Scenarios.Backups);
        OurEngine.Require();
        var stack = await Ready();
        using var target = new BackupFolder(stack);
        await Write(stack, "as backed up");
        await stack.Run(0, "Backup", "--target-dir", target.Directory);
        await Write(stack, "as it was");
        var known = await KnownFacts.Of(stack);

        string[] restore = ["Restore", "--from", "latest", "--target-dir", target.Directory, "--yes"];
        var broken = await Break(stack, what, step, restore);

        broken.ExitCode.ShouldBeOneOf(what is PowerCut ? [137] : [0, 1, 5, 7], broken.Everything);
        var up = await stack.Run("Up");
        if (up.ExitCode == 7)
        {
            up.Error.ShouldContain(Resume);
            await stack.Run(0, command.Split(' '));
        }
        else
        {
            up.ExitCode.ShouldBe(0, up.Everything);
        }

        var restored = await Read(stack) is "as backed up";
        restored.ShouldBe(up.ExitCode == 7 ? command is Resume : broken.ExitCode == 0);
        (await KnownFacts.Of(stack)).ShouldBe(known);
        if (!restored)
            await stack.Run(0, restore);
        (await Read(stack)).ShouldBe("as backed up");
        await stack.Run(0, "Restore", "--prune", "--yes");
        await stack.Run(0, "Up");
        (await Docker.Run("ps", "--all", "--quiet", "--filter", $"label=dataspec.backup={stack.Project}")).ShouldBeEmpty();
        ResultTable.Backups.Add(
            $"`Restore`, {what} at `{step}`", $"code {broken.ExitCode}; {(up.ExitCode == 7 ? $"`{command}`" : "`Up`")}", restored ? "the backup's state runs" : "the state before runs, and is restored by the next `Restore`");
    }

    async Task<Checkout> Ready()
    {
        var stack = await sandbox.RunningStack();
        await new StackPages(stack).StoreInAirflow("kept", "a password", "an extra", "a variable");
        return stack;
    }

    static async Task<BuildRun> Break(Checkout stack, string what, string step, params string[] command)
    {
        using var run = stack.Start(command);
        await JournalWatch.UntilItSays(stack, $"started {step}", Ct);
        if (what is PowerCut)
        {
            run.Signal("KILL");
            await OurEngine.CutPower();
        }
        else
        {
            await OurEngine.Stop();
        }

        await OurEngine.Start();
        return await run.End(TimeSpan.FromMinutes(8), Ct);
    }

    /// <summary>What the target offers: directories under their final names.</summary>
    static string[] Offered(BackupFolder target) =>
        [.. System.IO.Directory.GetDirectories(target.Directory).Select(path => Path.GetFileName(path)).Where(name => !name.EndsWith(".part", StringComparison.Ordinal))];

    static Task<string> Write(Checkout stack, string text) => Docker.Run(
        "exec", $"{stack.Project}-postgres-1", "psql", "-U", "datafoundry", "-qc", $"create table if not exists public.accident (state text); truncate public.accident; insert into public.accident values ('{text}')");

    static Task<string> Read(Checkout stack) => new Warehouse(stack).Scalar<string>("select state from public.accident");
}
