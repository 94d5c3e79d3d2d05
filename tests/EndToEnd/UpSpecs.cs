namespace DataSpec.EndToEnd;

public sealed class UpSpecs(Sandbox sandbox)
{
    [Fact]
    public async Task A_cold_Up_ends_with_the_table_equal_to_the_files()
    {
        var stack = await sandbox.RunningStack();

        sandbox.ColdUp.ExitCode.ShouldBe(0, sandbox.ColdUp.Everything);
        (await new Warehouse(stack).TaxiTotals()).ShouldBe(await sandbox.Taxi.Totals());
        (await new Warehouse(stack).Scalar<long>("select count(*) from nyc_taxi.taxi_zones")).ShouldBe(265);
    }

    [Fact]
    public async Task A_cold_Up_says_where_each_service_answers_and_where_its_password_is()
    {
        var stack = await sandbox.RunningStack();

        sandbox.ColdUp.Output.ShouldContain($"http://127.0.0.1:{stack.AirflowPort}");
        sandbox.ColdUp.Output.ShouldContain($"http://127.0.0.1:{stack.SupersetPort}");
        sandbox.ColdUp.Output.ShouldContain($"127.0.0.1:{stack.PostgresPort}");
        sandbox.ColdUp.Output.ShouldContain("data/credentials.txt");
    }

    [Fact]
    public async Task No_secret_is_printed_or_logged()
    {
        var stack = await sandbox.RunningStack();
        var secrets = File.ReadLines(stack.PathOf(".env"))
            .Where(line => line.Contains("PASSWORD=", StringComparison.Ordinal) || line.Contains("KEY=", StringComparison.Ordinal) || line.Contains("SECRET=", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..])
            .ToArray();

        secrets.Length.ShouldBeGreaterThan(5);
        var logs = Directory.EnumerateFiles(stack.PathOf(".nuke", "temp"), "*.log", SearchOption.AllDirectories).Select(File.ReadAllText);
        foreach (var text in logs.Append(sandbox.ColdUp.Output).Append(sandbox.ColdUp.Error))
            secrets.ShouldAllBe(secret => !text.Contains(secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Up_on_a_healthy_stack_starts_replaces_and_runs_nothing()
    {
        var stack = await sandbox.RunningStack();
        var before = await Containers(stack);

        await stack.Run(0, "Up");

        (await Containers(stack)).ShouldBe(before);
        before.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(5);
    }

    [Fact]
    public async Task Plain_compose_works_from_the_root_and_finds_the_stack_as_Up_left_it()
    {
        var stack = await sandbox.RunningStack();

        // The engine's own first check of a new container comes up to 30 s after the tool's.
        await Eventually.Holds(async () => await Healthy(stack) == 5, TimeSpan.FromMinutes(1), "compose calls all five services healthy");
        (await Docker.Try(stack.Directory, "compose", "config", "-q")).ShouldBe((0, "", ""));
    }

    [Fact]
    public async Task Ports_open_on_this_machine_only()
    {
        var stack = await sandbox.RunningStack();

        var ports = await Docker.Run("ps", "--filter", $"label=com.docker.compose.project={stack.Project}", "--format", "{{.Ports}}");

        ports.ShouldContain($"127.0.0.1:{stack.PostgresPort}->5432");
        ports.ShouldNotContain("0.0.0.0:");
        ports.ShouldNotContain(":::");
    }

    [Fact]
    public async Task A_service_that_was_killed_comes_back_and_the_others_are_left_alone()
    {
        var stack = await sandbox.RunningStack();
        await Docker.Run("rm", "-f", $"{stack.Project}-airflow-dag-processor-1");
        var postgres = await Docker.Run("inspect", "-f", "{{.State.StartedAt}}", $"{stack.Project}-postgres-1");

        await stack.Run(0, "Up");

        (await Docker.Run("inspect", "-f", "{{.State.Status}}", $"{stack.Project}-airflow-dag-processor-1")).Trim().ShouldBe("running");
        (await Docker.Run("inspect", "-f", "{{.State.StartedAt}}", $"{stack.Project}-postgres-1")).ShouldBe(postgres);
    }

    [Fact]
    public async Task The_listed_administrator_can_log_in_to_Airflow_and_another_password_cannot()
    {
        var stack = await sandbox.RunningStack();
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{stack.AirflowPort}") };

        (await Login(stack.EnvValue("AIRFLOW_ADMIN_PASSWORD"))).IsSuccessStatusCode.ShouldBeTrue();
        (await Login("admin")).IsSuccessStatusCode.ShouldBeFalse();
        (await File.ReadAllTextAsync(stack.PathOf("data", "credentials.txt"), TestContext.Current.CancellationToken))
            .ShouldContain(stack.EnvValue("AIRFLOW_ADMIN_PASSWORD"));

        async Task<HttpResponseMessage> Login(string password) => await http.PostAsync(
            new Uri("/auth/token", UriKind.Relative),
            new StringContent($$"""{"username":"admin","password":"{{password}}"}""", new System.Net.Http.Headers.MediaTypeHeaderValue("application/json")),
            TestContext.Current.CancellationToken);
    }

    static async Task<int> Healthy(Checkout stack)
    {
        var (exitCode, output, error) = await Docker.Try(stack.Directory, "compose", "ps", "--format", "{{.Service}} {{.Health}}");
        exitCode.ShouldBe(0, error);
        return output.Split('\n').Count(line => line.EndsWith(" healthy", StringComparison.Ordinal));
    }

    static Task<string> Containers(Checkout stack) => Docker.Run(
        "ps", "-a", "--no-trunc", "--filter", $"label=com.docker.compose.project={stack.Project}", "--format", "{{.ID}} {{.CreatedAt}} {{.Names}}");
}
