namespace DataSpec.EndToEnd;

/// <summary>The machine fails under an upgrade of the real stack: what is typed afterwards ends it or goes back, and nothing that the stack knew is lost.</summary>
public sealed class UpgradeAccidentSpecs(RoomyStage stage) : IClassFixture<RoomyStage>
{
    const string Resume = "Upgrade --resume";
    const string Rollback = "Rollback --yes";
    const string PowerCut = "power cut";
    const string Restart = "the engine is restarted";
    const string FullDisk = "the disk of the data is full";

    static readonly (string What, string Record, string Command)[] Cases =
    [
        (PowerCut, "started StopStack", Rollback),
        (PowerCut, "started SealBackup", Resume),
        (PowerCut, "started Migrate", Rollback),
        (PowerCut, "started Migrate", Resume),
        (PowerCut, "started Reopen", Rollback),
        (Restart, "started StopStack", Resume),
        (Restart, "started Migrate", Resume),
        (Restart, "started Reopen", Rollback),
        (FullDisk, "started Quiesce", Rollback),
        (FullDisk, "started SealBackup", Rollback),
        (FullDisk, "started Migrate", Resume),
        (FullDisk, "started Migrate", Rollback),
    ];

    public static TheoryData<string, string, string> Accidents => new(Share.Of(Cases));

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Accidents))]
    public async Task After_an_accident_to_the_machine_the_next_command_ends_in_a_whole_state(string what, string record, string command)
    {
        Share.TakeTurn(Scenarios.Backups);
        OurEngine.Require();
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "mounting a small file system needs root");
        await stage.Try(async release =>
        {
            var stack = release.Stack;
            BuildRun broken;
            using (var upgrade = stack.Start("Upgrade", "--skip", "Rehearse", "--target-dir", stage.Backups))
            {
                await JournalWatch.UntilItSays(stack, record, Ct);
                await Happen(what, upgrade);
                broken = await upgrade.End(TimeSpan.FromMinutes(8), Ct);
            }

            await MakeGood(what);
            var wentBack = broken.ExitCode == 5;
            if (!wentBack)
            {
                broken.ExitCode.ShouldBeOneOf(what is PowerCut ? [137] : [7], broken.Everything);
                (await stack.Run(7, "Up")).Error.ShouldContain("./build.sh Rollback");
                (await stack.Run(0, "Status")).Everything.ShouldContain(Resume);
                // Where it began to go back by itself that is the only direction left, and resuming says so with its code.
                var next = await stack.Run(command.Split(' '));
                wentBack = command is Rollback || next.ExitCode == 5;
                next.ExitCode.ShouldBeOneOf(wentBack && command is Resume ? [5] : [0], next.Everything);
            }

            await stage.ShouldRun(isNew: !wentBack);
            if (wentBack)
                release.PullNewFiles();
            await stack.Run(0, "Up");
            ResultTable.Upgrades.Add($"{what} at `{record}`", $"code {broken.ExitCode}; `{command}`", wentBack ? "the old state runs, nothing lost" : "the new version runs, nothing lost");
        });
    }

    async Task Happen(string what, RunningBuild upgrade)
    {
        switch (what)
        {
            case PowerCut:
                upgrade.Signal("KILL");
                await OurEngine.CutPower();
                break;
            case Restart:
                await OurEngine.Stop();
                await OurEngine.Start();
                break;
            default:
                await stage.Disk!.FillUp(leaveMegabytes: 1);
                break;
        }
    }

    async Task MakeGood(string what)
    {
        if (what is PowerCut)
            await OurEngine.Start();
        if (what is FullDisk)
            stage.Disk!.Free();
    }
}
