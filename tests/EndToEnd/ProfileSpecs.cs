namespace DataSpec.EndToEnd;

/// <summary>What runs beside the core, and that <c>--profiles</c>, <c>.env</c> and plain compose agree on it.</summary>
public sealed class ProfileSpecs(Sandbox sandbox)
{
    [Fact]
    public async Task A_profile_that_is_left_out_stops_and_comes_back_with_its_data()
    {
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
