using System.Text;
using System.Text.Json;

namespace DataSpec.EndToEnd.Verification;

/// <summary>Doctor and Status on a real stack, and where there is none.</summary>
public sealed class DoctorSpecs(Sandbox sandbox)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Postgres_down_is_one_cause_with_its_last_lines_and_everything_else_follows()
    {
        var stack = await sandbox.HealthyStack();
        await stack.Run(0, "Compose", "--", "stop", "postgres");
        try
        {
            using var report = JsonDocument.Parse((await stack.Run(4, "Doctor", "--json")).Output);

            var cause = report.RootElement.GetProperty("causes").EnumerateArray().ShouldHaveSingleItem();
            cause.GetProperty("id").GetString().ShouldBe("containers.running");
            cause.GetProperty("commands")[0].GetString().ShouldBe("./build.sh Up");
            cause.GetProperty("logs")[0].GetProperty("lines").EnumerateArray().Select(line => line.GetString()).ShouldContain(line => line!.Contains("database system is shut down", StringComparison.Ordinal));
        }
        finally
        {
            await stack.Run(0, "Up");
            // Without Postgres it ended again and again; whom a person starts has no restarts.
            await stack.Run(0, "Compose", "--", "restart", "airflow-dag-processor");
            await stack.Run(0, "Up");
        }
    }

    [Fact]
    public async Task It_answers_without_env_with_a_broken_one_and_without_an_engine()
    {
        var stack = await sandbox.HealthyStack();
        var env = await File.ReadAllTextAsync(stack.PathOf(".env"), Ct);
        try
        {
            File.Delete(stack.PathOf(".env"));
            (await stack.Run(3, "Doctor")).Output.ShouldContain("There is data and no .env");
            await File.WriteAllTextAsync(stack.PathOf(".env"), $"{env}\nPOSTGRES_PORT=none\n", Ct);
            (await stack.Run(3, "Doctor")).Output.ShouldContain("POSTGRES_PORT='none'");
        }
        finally
        {
            await File.WriteAllTextAsync(stack.PathOf(".env"), env, Ct);
            File.SetUnixFileMode(stack.PathOf(".env"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        var (code, output, _) = await Docker.Shell($"cd '{stack.Directory}' && DOCKER_HOST=unix:///nowhere.sock ./build.sh Doctor");
        code.ShouldBe(3);
        output.ShouldContain("unset DOCKER_HOST");
    }

    [Fact]
    public async Task Secrets_planted_everywhere_are_nowhere_in_the_bundle()
    {
        const string known = "planted+Known/Secret$1";
        var stack = await sandbox.HealthyStack();
        var (env, overlay, dag, journal, talker) = (stack.PathOf(".env"), stack.PathOf("compose", "overlays", "planted.yaml"), stack.PathOf("airflow", "dags", "planted.py"), stack.PathOf("data", ".dataspec", "journal", "20260101T000000Z-upgrade-abcd.jsonl"), $"{stack.Project}-talker");
        var before = await File.ReadAllTextAsync(env, Ct);
        var (base64, url) = (Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{known}")), Uri.EscapeDataString(known));
        try
        {
            await File.WriteAllTextAsync(env, $"# OLD_KEY=planted-in-comment\n{before}\nMY_EXTRA='{known}'\n", Ct);
            stack.SetEnv("COMPOSE_FILE", "compose/compose.yaml:compose/overlays/planted.yaml");
            await File.WriteAllTextAsync(overlay, "services:\n  airflow-dag-processor:\n    environment:\n      HARMLESS_NAME: planted-in-overlay\n", Ct);
            await File.WriteAllTextAsync(dag, "raise ValueError('connect(user=\"ann\", password=\"planted-in-dag\")')\n", Ct);
            Directory.CreateDirectory(Path.GetDirectoryName(journal)!);
            await File.WriteAllTextAsync(journal, """{"type":"begun","at":"2026-01-01T00:00:00Z","id":"20260101T000000Z-upgrade-abcd","options":{"to":"postgresql://ann:planted-in-journal@db/x"}}""" + "\n", Ct);
            string[] lines = [known, base64, url, "postgresql://ann:planted-in-address@db/x", "PGPASSWORD=planted-in-log", "Authorization: Bearer planted-in-header", "OLD planted-in-comment", stack.EnvValue("POSTGRES_PASSWORD"), "{\"password\": \"planted-in-json\"}"];
            await Docker.Run(["run", "--detach", "--name", talker, "--network", "none", "--label", $"com.docker.compose.project={stack.Project}", "--label", "com.docker.compose.service=talker", "--env", "ALSO_HARMLESS=planted-in-container", "--entrypoint", "printf", Images.Airflow, "%s\\n", .. lines]);
            await stack.Run(0, "Doctor", "--bundle", "planted.tar.gz");

            var (code, text, error) = await Docker.Shell($"cd '{stack.Directory}' && stat -c %a planted.tar.gz && tar -xzOf planted.tar.gz && tar -tzf planted.tar.gz");

            code.ShouldBe(0, error);
            text.ShouldStartWith("600");
            foreach (var file in (string[])["doctor.json", "status.json", "env.txt", "compose.json", "containers.json", "logs/talker.log", "logs/postgres.log", "journal/20260101T000000Z-upgrade-abcd.jsonl", "machine.txt"])
                text.ShouldContain(file);
            foreach (var secret in (string[])[known, url, base64, base64[8..^4], "planted-in", .. Secrets(stack)])
                text.Split('\n').Where(line => line.Contains(secret, StringComparison.Ordinal)).ShouldBeEmpty();
        }
        finally
        {
            await Docker.Try(null, "rm", "--force", talker);
            await File.WriteAllTextAsync(env, before, Ct);
            foreach (var planted in (string[])[overlay, dag, journal, stack.PathOf("planted.tar.gz")])
                File.Delete(planted);
        }
    }

    [Fact]
    public async Task Status_that_watches_prints_block_after_block_on_a_pipe_and_ends_with_code_0_on_ctrl_c()
    {
        var stack = await sandbox.HealthyStack();
        using var build = stack.Start("Status", "--watch", "--interval", "1");
        await Eventually.Holds(() => Task.FromResult(build.Output.Split("Service ").Length > 2), TimeSpan.FromMinutes(1), "two blocks are printed");

        build.Signal("INT");

        var run = await build.End(TimeSpan.FromSeconds(20), Ct);
        run.ExitCode.ShouldBe(0, run.Everything);
        run.Output.ShouldNotContain("\e");
    }

    static IEnumerable<string> Secrets(Checkout stack) =>
        File.ReadLines(stack.PathOf(".env")).Where(line => line.Contains("PASSWORD=", StringComparison.Ordinal) || line.Contains("SECRET", StringComparison.Ordinal) || line.Contains("FERNET", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Trim('"', '\'')).Where(value => value.Length > 5);
}
