using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Setup;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Setup;

[Trait("kind", "integration")]
public class RealEngineSpecs
{
    static readonly EngineEndpoint Engine = new("docker", null, null, false);

    [Fact]
    public async Task The_engine_tells_its_machine_and_its_clock()
    {
        var machine = await EngineMachine.AskAsync(Engine, new ProcessRunner(TimeProvider.System), TestContext.Current.CancellationToken);
        Assert.SkipWhen(machine is null, "no container engine answers");

        machine.Processors.ShouldBeGreaterThan(0);
        machine.TotalMemory.ShouldBeGreaterThan(1L << 28);
        machine.StorageDirectory.ShouldStartWith("/");
        machine.Clock.Duration().ShouldBeLessThan(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_tells_nothing() =>
        (
            await EngineMachine.AskAsync(Engine with { Host = "unix:///nowhere.sock" }, new ProcessRunner(TimeProvider.System), TestContext.Current.CancellationToken))
            .ShouldBeNull();

    [Fact]
    public async Task A_published_port_of_this_machine_s_stack_is_seen_as_its_own()
    {
        var runner = new ProcessRunner(TimeProvider.System);
        var ct = TestContext.Current.CancellationToken;
        var images = await runner.RunAsync(Engine.Docker("images", "-q", "dataspec/postgres"), ct: ct);
        Assert.SkipUnless(
            images.Succeeded && images.StandardOutput.Length > 0,
            "no container engine answers, or it has no image of this project");
        var name = $"dataspec-test-{Guid.NewGuid():N}";
        (await runner.RunAsync(
            Engine.Docker(
                "run", "-d", "--rm", "--name", name, "-p", "127.0.0.1:39577:5432", "--label", "com.docker.compose.project=mine", "--entrypoint", "sleep", images.StandardOutput.Split('\n')[0], "60"),
            ct: ct)).EnsureSuccess();
        try
        {
            (await Check("mine")).ShouldBeEmpty();
            (await Check("theirs")).ShouldHaveSingleItem().What.ShouldContain($"container '{name}'");
        }
        finally
        {
            await runner.RunAsync(Engine.Docker("rm", "-f", name), ct: CancellationToken.None);
        }

        Task<IReadOnlyList<Finding>> Check(string project)
        {
            var environment = new Dictionary<string, string> { ["POSTGRES_PORT"] = "39577", ["AIRFLOW_PORT"] = "39578", ["COMPOSE_PROJECT_NAME"] = project };
            var document = EnvPlan.For(EnvDocument.Empty, environment, DateTimeOffset.UnixEpoch).Document;
            return new PortCheck(runner).OfAsync(
                new StackSettingsReader(new StackRoot("/nowhere"), environment).Read(document),
                Engine,
                ct);
        }
    }
}
