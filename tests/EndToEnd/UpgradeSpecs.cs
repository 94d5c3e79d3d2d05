using System.Text.Json;

namespace DataSpec.EndToEnd;

/// <summary>Airflow 3.2.2 to 3.3.2 and back on the real stack, with everything that it knows; killed on the way, too.</summary>
public sealed class UpgradeSpecs(Sandbox sandbox)
{
    /// <summary>Records of the journal at which the tool is killed, and the command that is typed then.</summary>
    static readonly (string Record, string Command)[] Cases =
    [
        .. new[] { "Quiesce", "StopStack", "SealBackup", "Switch", "Migrate", "VerifyUpgrade", "Reopen" }
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

    [Fact]
    public async Task Airflow_goes_to_the_next_version_and_back_with_all_that_it_knew()
    {
        using var release = await OlderRelease.Start(sandbox);
        var stack = release.Stack;
        using var backups = new BackupFolder(stack);
        await new StackPages(stack).StoreInAirflow("kept", "a password", "an extra", "a variable");
        var before = await Known(stack);
        release.PullNewFiles();

        // Up is no upgrade.
        (await stack.Run(0, "Up")).Everything.ShouldContain("./build.sh Upgrade");
        (await release.Running()).ShouldContain(OlderRelease.Image);
        var plan = await stack.Run(0, "Upgrade", "--plan", "--target-dir", backups.Directory);
        plan.Output.ShouldContain(Images.Airflow);
        plan.Output.ShouldContain("Go: ./build.sh Upgrade");
        (await stack.Run(2, "Upgrade", "--to", "airflow=3.1.0")).Error.ShouldContain("is older");
        (await stack.Run(2, "Rollback", "--yes")).Error.ShouldContain("nothing to go back to");

        var upgraded = await stack.Run(0, "Upgrade", "--target-dir", backups.Directory, "--json");

        (await release.Running()).ShouldContain(Images.Airflow);
        (await Known(stack)).ShouldBe(before);
        using (var result = JsonDocument.Parse(upgraded.Output))
        {
            result.RootElement.GetProperty("steps").GetArrayLength().ShouldBe(10);
            result.RootElement.GetProperty("stopSeconds").GetDouble().ShouldBeGreaterThan(1);
        }

        (await stack.Run(0, "Upgrade")).Everything.ShouldContain("nothing to do");
        await stack.Run(0, "Seed");
        (await stack.Run(2, "Rollback")).Error.ShouldContain("1 runs of DAGs");

        await stack.Run(0, "Rollback", "--yes");

        (await release.Running()).ShouldContain(OlderRelease.Image);
        (await Known(stack)).ShouldBe(before);
        (await stack.Run(0, "Upgrade", "--prune", "--yes")).Everything.ShouldContain("airflow_undone_");
    }

    [Theory]
    [MemberData(nameof(Killed))]
    public async Task Killed_at_a_record_the_next_command_says_what_to_type_and_that_ends_in_a_whole_state(string record, string command)
    {
        Share.TakeTurn(Scenarios.Backups);
        using var release = await OlderRelease.Start(sandbox);
        var stack = release.Stack;
        using var backups = new BackupFolder(stack);
        await new StackPages(stack).StoreInAirflow("kept", "a password", "an extra", "a variable");
        var before = await Known(stack);
        release.PullNewFiles();
        using (var upgrade = stack.Start("Upgrade", "--skip", "Rehearse", "--target-dir", backups.Directory))
        {
            await JournalWatch.UntilItSays(stack, record, Ct);
            upgrade.Signal("KILL");
            await upgrade.End(TimeSpan.FromMinutes(1), Ct);
        }

        (await stack.Run(7, "Up")).Error.ShouldContain("./build.sh Rollback");
        (await stack.Run(0, "Status")).Everything.ShouldContain("Upgrade --resume");
        await stack.Run(0, command.Split(' '));

        (await release.Running()).ShouldContain(command.StartsWith("Rollback", StringComparison.Ordinal) ? OlderRelease.Image : Images.Airflow);
        (await Known(stack)).ShouldBe(before);
        await stack.Run(0, "Up");
    }

    /// <summary>What must survive, as one text.</summary>
    static async Task<string> Known(Checkout stack)
    {
        var warehouse = new Warehouse(stack);
        string[] asked =
        [
            "select count(*) || string_agg(run_id || state, ',' order by run_id) from dag_run", "select string_agg(dag_id || is_paused, ',' order by dag_id) from dag",
            // The administrator's password is set anew by init, with another salt: that it logs in is asked below.
            "select string_agg(username || active, ',' order by username) from ab_user",
        ];
        var answers = await Task.WhenAll(asked.Select(sql => warehouse.Scalar<string>(sql, "airflow")));
        return $"{string.Join('\n', answers)}\n{await warehouse.TaxiTotals()}\n{await new StackPages(stack).ReadFromAirflow("kept")}\n{await new StackPages(stack).LogIn("Airflow", stack.EnvValue("AIRFLOW_ADMIN_PASSWORD"))}";
    }
}
