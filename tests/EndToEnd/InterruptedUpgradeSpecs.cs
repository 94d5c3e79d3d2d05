namespace DataSpec.EndToEnd;

/// <summary>The tool is killed in an upgrade of the real stack, at every record of its journal that leaves the stack between two states.</summary>
public sealed class InterruptedUpgradeSpecs(UpgradeStage stage) : IClassFixture<UpgradeStage>
{
    /// <summary>From the graph: both records of each step from the first that touches the stack on, but for the very last; then the command that is typed.</summary>
    static readonly (string Record, string Command)[] Cases =
    [
        .. Operations.Upgrades.UpgradeSteps.All.SkipWhile(Operations.Upgrades.UpgradeSteps.IsBefore)
            .SelectMany(step => new[] { $"started {step}", $"done {step}" }).SkipLast(1)
            .SelectMany(record => new[] { (record, "Upgrade --resume"), (record, "Rollback --yes") }),
    ];

    public static TheoryData<string, string> Killed
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (record, command) in Share.Of(Cases))
                data.Add(record, command);
            return data;
        }
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Killed))]
    public async Task Killed_at_a_record_the_next_command_says_what_to_type_and_that_ends_in_a_whole_state(string record, string command)
    {
        Share.TakeTurn(Scenarios.Backups);
        await stage.Try(async release =>
        {
            var stack = release.Stack;
            using (var upgrade = stack.Start("Upgrade", "--skip", "Rehearse", "--target-dir", stage.Backups))
            {
                await JournalWatch.UntilItSays(stack, record, Ct);
                upgrade.Signal("KILL");
                await upgrade.End(TimeSpan.FromMinutes(1), Ct);
            }

            (await stack.Run(7, "Up")).Error.ShouldContain("./build.sh Rollback");
            (await stack.Run(0, "Status")).Everything.ShouldContain("Upgrade --resume");
            var finished = await stack.Run(0, command.Split(' '));

            await stage.ShouldRun(command.StartsWith("Rollback", StringComparison.Ordinal) ? OlderRelease.Image : Images.Airflow);
            await stack.Run(0, "Up");
            ResultTable.Upgrades.Add($"killed at `{record}`", $"`{command}`", $"whole after {finished.Duration.TotalSeconds:0} s");
        });
    }
}
