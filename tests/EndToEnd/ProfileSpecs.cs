namespace DataSpec.EndToEnd;

/// <summary>What runs beside the core, and that <c>--profiles</c>, <c>.env</c> and plain compose agree on it.</summary>
public sealed class ProfileSpecs(Sandbox sandbox)
{
    [Fact]
    public async Task A_profile_that_is_left_out_stops_and_comes_back_with_its_data()
    {
        Share.TakeTurn(Scenarios.Stops);
        var stack = await sandbox.RunningStack();

        await stack.Run(0, "Up", "--profiles", "core");
        stack.EnvValue("COMPOSE_PROFILES").ShouldBeEmpty();
        (await Services(stack)).ShouldNotContain("superset");

        var back = await stack.Run(0, "Up", "--profiles", "core,bi");
        stack.EnvValue("COMPOSE_PROFILES").ShouldBe("bi");
        (await Services(stack)).ShouldContain("superset");
        back.Output.ShouldContain($"http://127.0.0.1:{stack.SupersetPort}");
        back.Output.ShouldNotContain("superset-init          running");
    }

    [Fact]
    public async Task A_profile_whose_images_cannot_be_had_here_stays_off_and_the_rest_runs()
    {
        var stack = await sandbox.RunningStack();

        var run = await stack.Run(0, "Up", "--profiles", "all", "--images", "packages");

        run.Everything.ShouldContain("admin and logging off");
        run.Everything.ShouldContain("./build.sh Up --profiles bi,admin,logging");
        stack.EnvValue("COMPOSE_PROFILES").ShouldBe("bi");
        (await stack.Run(0, "Compose", "--", "config", "--services")).Output.ShouldNotContain("grafana");
    }

    /// <summary>An image that is there and is none of Loki's: each service of the log stack ends as soon as it starts.</summary>
    [Fact]
    public async Task A_log_stack_that_cannot_run_is_told_of_and_Up_succeeds_without_it()
    {
        Share.TakeTurn(Scenarios.Stops);
        var stack = await sandbox.RunningStack();
        string[] keys = ["LOKI_IMAGE", "PROMTAIL_IMAGE", "GRAFANA_IMAGE"];
        var before = keys.ToDictionary(key => key, key => stack.SetEnv(key, stack.EnvValue("POSTGRES_IMAGE")), StringComparer.Ordinal);
        try
        {
            var run = await stack.Run(0, "Up", "--profiles", "core,bi,logging");

            run.Everything.ShouldMatch("loki +is off");
            run.Everything.ShouldMatch("grafana +is off");
            (await Services(stack)).ShouldContain("superset");
        }
        finally
        {
            foreach (var (key, value) in before)
                stack.SetEnv(key, value);
            await stack.Run(0, "Up", "--profiles", "core,bi");
        }
    }

    /// <summary>Five images exist only in a registry: without them their services are tested by their configuration and with stand-ins.</summary>
    [Fact]
    public async Task Every_profile_runs_on_the_official_images_where_they_are_present()
    {
        string[] images = ["dpage/pgadmin4:9.18", "grafana/loki:3.7.8", "grafana/promtail:3.6.11", "grafana/grafana:13.2.3"];
        foreach (var image in images)
            Assert.SkipUnless((await Docker.Try(Path.GetTempPath(), "image", "inspect", image)).ExitCode == 0, $"the image {image} is not present and exists only in a registry");
        var stack = await sandbox.EmptyStack();

        var run = await stack.Run(0, "Up", "--profiles", "all", "--images", "present");

        run.Everything.ShouldNotContain(" off: ");
        (await Services(stack)).Split('\n').Length.ShouldBe(9);
    }

    [Fact]
    public async Task An_unknown_profile_is_refused_and_nothing_changes()
    {
        var stack = await sandbox.RunningStack();

        (await stack.Run(2, "Up", "--profiles", "bi,logs")).Error.ShouldContain("'logs'");

        stack.EnvValue("COMPOSE_PROFILES").ShouldBe("bi");
        (await Services(stack)).ShouldContain("superset");
    }

    static async Task<string> Services(Checkout stack) => (await stack.Run(0, "Compose", "--", "ps", "--services")).Output;
}
