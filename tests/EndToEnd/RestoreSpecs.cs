using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataSpec.EndToEnd;

/// <summary>Backups of the real stack brought back: by the tool, and by the page in the backup alone.</summary>
public sealed partial class RestoreSpecs(Sandbox sandbox)
{
    [Fact]
    public async Task What_was_dropped_and_changed_is_back_services_log_in_and_undo_brings_back_the_change()
    {
        Share.TakeTurn(Scenarios.Backups);
        var stack = await sandbox.StackWithDashboards();
        using var target = new BackupFolder(stack);
        var pages = new StackPages(stack);
        await pages.StoreInAirflow("restored", "a password", "an extra", "a variable");
        var warehouse = new Warehouse(stack);
        var totals = await warehouse.TaxiTotals();
        await stack.Run(0, "Backup", "--target-dir", target.Directory);
        var title = await warehouse.Scalar<string>("select min(dashboard_title) from dashboards", "superset");
        await Sql(stack, "datafoundry", "drop table nyc_taxi.yellow_trips");
        await Sql(stack, "superset", "update dashboards set dashboard_title = 'changed'; update ab_user set password = 'none'");
        await Sql(stack, "airflow", "delete from connection where conn_id = 'restored'; delete from variable");

        (await stack.Run(2, "Restore", "--from", "latest", "--target-dir", target.Directory)).Everything.ShouldContain("--yes");
        var restored = await stack.Run(0, "Restore", "--from", "latest", "--target-dir", target.Directory, "--yes", "--json");

        using var result = JsonDocument.Parse(restored.Output);
        result.RootElement.GetProperty("started").GetBoolean().ShouldBeTrue();
        (await warehouse.TaxiTotals()).ShouldBe(totals);
        (await warehouse.Scalar<string>("select min(dashboard_title) from dashboards", "superset")).ShouldBe(title);
        (await pages.ReadFromAirflow("restored")).ShouldBe("a password an extra a variable");
        (await stack.EnterSuperset()).Dispose();
        (await pages.LogIn("Airflow", stack.EnvValue("AIRFLOW_ADMIN_PASSWORD"))).ShouldBeTrue();

        await stack.Run(0, "Restore", "--undo", "--yes");
        (await warehouse.Scalar<bool>("select to_regclass('nyc_taxi.yellow_trips') is null")).ShouldBeTrue();
        (await warehouse.Scalar<string>("select min(dashboard_title) from dashboards", "superset")).ShouldBe("changed");

        // Killed when the data is exchanged and the stack is being started: everything names the command, which finishes it.
        using (var killed = stack.Start("Restore", "--undo", "--yes"))
        {
            await killed.UntilItSays("airflow-apiserver      starting", TimeSpan.FromMinutes(4), TestContext.Current.CancellationToken);
            killed.Signal("KILL");
            (await killed.End(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken)).ExitCode.ShouldBe(137);
        }

        (await stack.Run(7, "Up")).Everything.ShouldContain("Restore --resume");
        (await stack.Run(0, "Status")).Everything.ShouldContain("Restore --resume");
        await stack.Run(0, "Restore", "--resume");
        (await warehouse.TaxiTotals()).ShouldBe(totals);
        await stack.Run(0, "Restore", "--prune", "--yes");
        System.IO.Directory.GetDirectories(stack.PathOf("data", ".dataspec", "restore")).ShouldBeEmpty();
        await stack.Run(0, "Up");
    }

    [Fact]
    public async Task The_page_in_a_backup_restores_it_literally_without_the_tool()
    {
        Share.TakeTurn(Scenarios.Backups);
        var stack = await sandbox.RunningStack();
        using var target = new BackupFolder(stack);
        await stack.Run(0, "Backup", "--target-dir", target.Directory, "--no-prove");
        var backup = System.IO.Directory.GetDirectories(target.Directory).ShouldHaveSingleItem();
        var page = await File.ReadAllTextAsync(Path.Combine(backup, "RESTORE.md"), TestContext.Current.CancellationToken);
        var blocks = ShellBlock().Matches(page).Select(match => match.Groups["text"].Value).ToArray();
        blocks.Length.ShouldBe(4);
        var root = Leftovers.NewFolder($"{stack.Project}-page");
        System.IO.Directory.Delete(root, recursive: true);
        // A person fills in the two paths, and other names because the old stack still runs on this machine.
        var places = blocks[0].Replace($"/path/to/{Path.GetFileName(backup)}", backup, StringComparison.Ordinal).Replace("/path/to/new/dataspec", root, StringComparison.Ordinal);
        var names = $"""
            sed -i -E 's/^COMPOSE_PROJECT_NAME=.*/COMPOSE_PROJECT_NAME={stack.Project}-page/; s/^([A-Z]+_PORT)=2/\1=3/' "$NEW/.env"
            """;
        var sudo = "command -v sudo >/dev/null || sudo() { \"$@\"; }";
        try
        {
            var (code, output, error) = await Docker.Shell(string.Join('\n', ["set -eu", sudo, places, blocks[1], blocks[2], names, blocks[3]]));

            code.ShouldBe(0, output + error);
            output.ShouldContain("whole");
            output.ShouldContain($" f                 | {await new Warehouse(stack).Scalar<string>("select system_identifier::text from pg_control_system()")}");
            var rows = await Docker.Run("exec", $"{stack.Project}-page-postgres-1", "psql", "-U", "datafoundry", "-Atc", "select count(*) from nyc_taxi.yellow_trips");
            long.Parse(rows, System.Globalization.CultureInfo.InvariantCulture).ShouldBe((await new Warehouse(stack).TaxiTotals()).Rows);
        }
        finally
        {
            await Docker.Try(System.IO.Directory.Exists(root) ? root : null, "compose", "--project-name", $"{stack.Project}-page", "down", "--timeout", "5");
            if (System.IO.Directory.Exists(root))
                System.IO.Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public async Task A_clone_runs_beside_the_stack_with_every_dag_paused_and_is_removed_without_a_trace()
    {
        Share.TakeTurn(Scenarios.Backups);
        var stack = await sandbox.RunningStack();
        using var target = new BackupFolder(stack);
        await stack.Run(0, "Backup", "--target-dir", target.Directory, "--no-prove");
        var project = $"{stack.Project}-audit";
        var id = Path.GetFileName(System.IO.Directory.GetDirectories(target.Directory).ShouldHaveSingleItem());

        var made = await stack.Run(0, "Restore", "--from", id, "--target-dir", target.Directory, "--as", "audit", "--json");

        using var clone = JsonDocument.Parse(made.Output);
        clone.RootElement.GetProperty("project").GetString().ShouldBe(project);
        (await InClone("airflow", "select count(*) from dag where not is_paused")).ShouldBe("0");
        (await InClone("airflow", "select count(*) > 0 from dag")).ShouldBe("t");
        (await InClone("datafoundry", "select count(*) from nyc_taxi.yellow_trips")).ShouldBe($"{(await new Warehouse(stack).TaxiTotals()).Rows}");
        (await new Warehouse(stack).Scalar<long>("select count(*) from dag where not is_paused", "airflow")).ShouldBeGreaterThan(0);
        (await stack.Run(2, "Restore", "--from", id, "--target-dir", target.Directory, "--as", "audit")).Everything.ShouldContain("--remove");

        await stack.Run(0, "Restore", "--as", "audit", "--remove");

        foreach (var kind in new[] { "ps --all", "network ls", "volume ls" })
            (await Docker.Run([.. kind.Split(' '), "--quiet", "--filter", $"label=com.docker.compose.project={project}"])).ShouldBeEmpty();
        System.IO.Directory.GetDirectories(stack.PathOf("data", ".dataspec", "clones")).ShouldBeEmpty();

        async Task<string> InClone(string database, string sql) => (await Docker.Run("exec", $"{project}-postgres-1", "psql", "-U", "datafoundry", "-d", database, "-Atc", sql)).Trim();
    }

    static Task<string> Sql(Checkout stack, string database, string sql) =>
        Docker.Run("exec", $"{stack.Project}-postgres-1", "psql", "-U", "datafoundry", "-d", database, "-v", "ON_ERROR_STOP=1", "-qc", sql);

    [GeneratedRegex("```sh\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ShellBlock();
}
