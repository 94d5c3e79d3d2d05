using DataSpec.Operations.Containers;
using DataSpec.Operations.Reporting;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Containers;

public sealed class ContainerEngineSpecs
{
    static readonly (int, string, string) _refused = (1, "", "Cannot connect to the Docker daemon");

    [Fact]
    public async Task The_engine_that_the_client_talks_to_is_used_before_a_private_one()
    {
        var ready = await FindAsync(command => (0, command.Contains("compose", StringComparison.Ordinal) ? "2.40.3-3" : "20.10.24+dfsg1", ""));
        ready.Endpoint.ShouldBe(new EngineEndpoint("docker", null, null, IsPrivate: false));
        ready.Engine.ShouldBe(new Version(20, 10, 24));
        ready.Compose.ShouldBe(new Version(2, 40, 3));
    }

    [Fact]
    public async Task A_compose_plugin_that_is_too_old_is_named_with_what_is_needed()
    {
        var error = await Should.ThrowAsync<DataSpecException>(
            FindAsync(command => (0, command.Contains("compose", StringComparison.Ordinal) ? "v2.19.1" : "24.0.5", "")));
        error.ExitCode.ShouldBe(ExitCode.RequirementMissing);
        error.Message.ShouldContain("2.19.1");
        error.Message.ShouldContain("2.20");
    }

    [Fact]
    public async Task A_client_without_a_compose_plugin_is_a_missing_requirement()
    {
        var error = await Should.ThrowAsync<DataSpecException>(
            FindAsync(command => command.Contains("compose", StringComparison.Ordinal) ? (1, "", "docker: 'compose' is not a docker command.") : (0, "24.0.5", "")));
        error.ExitCode.ShouldBe(ExitCode.RequirementMissing);
        error.Message.ShouldContain("no compose plugin");
        error.NextStep.ShouldNotBeNull();
    }

    [Fact]
    public async Task Without_any_engine_the_one_command_that_installs_it_is_named()
    {
        var error = await Should.ThrowAsync<DataSpecException>(FindAsync(_ => _refused));
        error.ExitCode.ShouldBe(ExitCode.RequirementMissing);
        error.NextStep.ShouldNotBeNull().ShouldContain("get.docker.com");
    }

    [Fact]
    public async Task A_machine_without_a_client_is_told_the_same() =>
        (await Should.ThrowAsync<DataSpecException>(FindAsync(_ => null))).Message.ShouldBe("No container engine answers.");

    static async Task<ReadyEngine> FindAsync(Func<string, (int, string, string)?> answer)
    {
        using var folder = new TemporaryDirectory();
        var runner = new ScriptedRunner(answer);
        return await new ContainerEngine(runner, new PrivateEngine(folder.Root, runner, TimeProvider.System)).FindAsync(mayStart: false, new SilentSink());
    }
}
