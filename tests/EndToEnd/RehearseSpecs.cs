using System.Text.Json;

namespace DataSpec.EndToEnd;

/// <summary>The whole application booted on a backup of the running stack.</summary>
public sealed class RehearseSpecs(Sandbox sandbox)
{
    [Fact]
    public async Task Rehearse_boots_every_service_parses_the_dags_and_leaves_nothing_of_it()
    {
        Share.TakeTurn(Scenarios.Backups);
        var stack = await sandbox.StackWithDashboards();
        using var target = new BackupFolder(stack);
        await stack.Run(0, "Backup", "--target-dir", target.Directory, "--no-prove");
        var id = Path.GetFileName(System.IO.Directory.GetDirectories(target.Directory).ShouldHaveSingleItem());
        var running = await Containers(stack);

        var rehearsed = await stack.Run(0, "Rehearse", "--from", id, "--target-dir", target.Directory, "--json");

        using var result = JsonDocument.Parse(rehearsed.Output);
        var report = result.RootElement.GetProperty("report");
        report.GetProperty("holds").GetBoolean().ShouldBeTrue();
        var steps = report.GetProperty("steps").EnumerateArray().ToDictionary(step => step.GetProperty("name").GetString()!);
        steps.Keys.ShouldBe(
            ["clone", "postgres", "pause DAGs", "db-roles", "airflow-init", "superset-init", "superset", "airflow-apiserver", "airflow-dag-processor", "DAGs", "migration heads", "keys", "stop of the services", "stop of Postgres"],
            ignoreOrder: true);
        // One in each file; the metadata may still list those of files that are gone.
        steps["DAGs"].GetProperty("note").GetString()!.ShouldStartWith($"{System.IO.Directory.GetFiles(stack.PathOf("airflow", "dags"), "*.py").Length} DAGs parsed");
        report.GetProperty("heads").GetProperty("airflow").GetString().ShouldBe(await new Warehouse(stack).Scalar<string>("select version_num from alembic_version", "airflow"));
        (await Containers(stack)).ShouldBe(running);
        await ShouldHaveLeftNothing(stack);

        if (!Share.IsFull)
            return;
        // Migrates, and its command line works; only the page does not load.
        var broken = $"{stack.Project}:broken";
        var (code, output, error) = await Docker.Shell(
            $"""
            docker build --tag {broken} - <<'EOF'
            FROM {Images.Airflow}
            USER 0
            RUN page=$(find /opt/venv/lib -path '*/airflow/api_fastapi/main.py') && echo 'raise RuntimeError("no page today")' >> "$page" && rm -f "$(dirname "$page")"/__pycache__/main.*
            USER 50000
            EOF
            """);
        code.ShouldBe(0, output + error);
        var sound = stack.SetEnv("AIRFLOW_IMAGE", broken);
        try
        {
            var failed = await stack.Run(4, "Rehearse", "--from", id, "--target-dir", target.Directory);

            failed.Everything.ShouldContain("airflow-apiserver");
            failed.Everything.ShouldContain("no page today");
            failed.Everything.ShouldNotContain("airflow-init ended");
            await ShouldHaveLeftNothing(stack);
        }
        finally
        {
            stack.SetEnv("AIRFLOW_IMAGE", sound);
            await Docker.Run("image", "rm", broken);
        }
    }

    static Task<string> Containers(Checkout stack) => Docker.Run("ps", "--no-trunc", "--format", "{{.ID}} {{.Names}}", "--filter", $"label=com.docker.compose.project={stack.Project}");

    static async Task ShouldHaveLeftNothing(Checkout stack)
    {
        foreach (var kind in new[] { "ps --all", "network ls", "volume ls" })
            (await Docker.Run([.. kind.Split(' '), "--quiet", "--filter", $"label=dataspec.rehearsal={stack.Project}"])).ShouldBeEmpty();
        System.IO.Directory.GetDirectories(stack.PathOf("data", ".dataspec", "rehearsal")).ShouldBeEmpty();
    }
}
