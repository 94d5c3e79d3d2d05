namespace DataSpec.EndToEnd;

/// <summary>The tool is killed in an upgrade of the real stack, at every record of its journal that leaves the stack between two states.</summary>
public sealed class InterruptedUpgradeSpecs(UpgradeStage stage) : IClassFixture<UpgradeStage>
{
    /// <summary>From the graph: both records of each step from the first that touches the stack on, but for the very last; then the command that is typed.</summary>
    static readonly (string Record, string Command)[] Cases = CasesFrom(Operations.Upgrades.UpgradeSteps.Quiesce);

    public static TheoryData<string, string> Killed => new(Share.Of(Cases));

    internal static (string Record, string Command)[] CasesFrom(string first) =>
    [
        // A rehearsal is left out: it touches a copy only, and takes as long as the rest.
        .. Operations.Upgrades.UpgradeSteps.All.SkipWhile(step => step != first).Where(step => step != Operations.Upgrades.UpgradeSteps.Rehearse)
            .SelectMany(step => new[] { $"started {step}", $"done {step}" }).SkipLast(1)
            .SelectMany(record => new[] { (record, "Upgrade --resume"), (record, "Rollback --yes") }),
    ];

    [Theory]
    [MemberData(nameof(Killed))]
    public async Task Killed_at_a_record_the_next_command_says_what_to_type_and_that_ends_in_a_whole_state(string record, string command)
    {
        Share.TakeTurn(Scenarios.Backups);
        await stage.Interrupt(record, command);
    }
}

/// <summary>The same where Postgres goes to its next major version too, from the step that makes ready for that on.</summary>
public sealed class InterruptedMajorUpgradeSpecs(OlderPostgresStage stage) : IClassFixture<OlderPostgresStage>
{
    static readonly (string Record, string Command)[] Cases = InterruptedUpgradeSpecs.CasesFrom(Operations.Upgrades.UpgradeSteps.SecureBackup);

    public static TheoryData<string, string> Killed => new(Share.Of(Cases));

    [Theory]
    [MemberData(nameof(Killed))]
    public async Task Killed_at_a_record_of_an_upgrade_of_Postgres_the_next_command_ends_in_a_whole_state(string record, string command)
    {
        Share.TakeTurn(Scenarios.Backups);
        await stage.Interrupt(record, command);
    }
}
