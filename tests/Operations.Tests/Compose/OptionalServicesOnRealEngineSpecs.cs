using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Compose;

/// <summary>What the fake engine says of a missing image, a failed start and an ill service, said by the real one.</summary>
[Trait("kind", "integration")]
public sealed class OptionalServicesOnRealEngineSpecs : IAsyncLifetime
{
    const string Image = "dataspec/postgres:18.6-packages";

    const string Stack =
        $$"""
        name: optional-test
        x-service: &service { image: "{{Image}}", entrypoint: [sleep, "600"], init: true, network_mode: none, restart: unless-stopped, labels: { dataspec.optional: "true" } }
        services:
          core: { <<: *service, labels: {} }
          well: { <<: *service }
          missing: { <<: *service, image: "dataspec/does-not-exist:1" }
          needs-missing: { <<: *service, depends_on: [missing] }
          crashes: { <<: *service, restart: "on-failure:1", entrypoint: [sh, -c, "echo broken; exit 3"], healthcheck: &never { test: [CMD, "false"], interval: 1h } }
          no-start: { <<: *service, entrypoint: [/does/not/exist], init: false }
          ill: { <<: *service, healthcheck: *never }
        """;

    readonly RecordingProgress _progress = new();

    readonly ComposeProject _project = new(
        new EngineEndpoint("docker", Host: null, ConfigDirectory: null, IsPrivate: false),
        new StackRoot(Directory.CreateTempSubdirectory("dataspec optional ").FullName),
        "optional-test",
        new ProcessRunner(TimeProvider.System),
        []);

    readonly string _directory;

    public OptionalServicesOnRealEngineSpecs()
    {
        _directory = _project.Compose().WorkingDirectory!;
        File.WriteAllText(Path.Combine(_directory, "compose.yaml"), Stack);
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_is_off_for_its_own_reason_and_the_rest_runs()
    {
        var root = new StackRoot(_directory);
        var drain = new DrainMark(root, TimeProvider.System);
        var records = new FakeRecords();
        var stop = new StackStop(_project, records, drain, _progress, TimeProvider.System);
        var options = new StackStartOptions { FingerprintKey = "key", OptionalPatience = TimeSpan.FromSeconds(15) };

        var result = await new StackStart(_project, records, stop, drain, _progress, TimeProvider.System).RunAsync(options, Ct);

        result.Services.ToDictionary(service => service.Name, service => service.Outcome, StringComparer.Ordinal).ShouldBe(
            new Dictionary<string, ServiceOutcome>(StringComparer.Ordinal)
            {
                ["core"] = ServiceOutcome.Created,
                ["well"] = ServiceOutcome.Created,
                ["ill"] = ServiceOutcome.Starting,
                ["missing"] = ServiceOutcome.Off,
                ["needs-missing"] = ServiceOutcome.Off,
                ["crashes"] = ServiceOutcome.Off,
                ["no-start"] = ServiceOutcome.Off,
            },
            ignoreOrder: true);
        Reason("missing").ShouldContain("An image of the stack is not there");
        Reason("needs-missing").ShouldStartWith("it needs missing, which is off: ");
        Reason("crashes").ShouldMatch("^crashes ended with exit code 3: broken; ./build.sh Logs --service crashes$");
        Reason("no-start").ShouldContain("/does/not/exist");

        await stop.RunAsync(new StackStopOptions(), Ct);
        (await _project.ReadContainersAsync(service: null, Ct)).ShouldBeEmpty();

        string Reason(string service) => result.Services.Single(one => string.Equals(one.Name, service, StringComparison.Ordinal)).Reason.ShouldNotBeNull();
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            if ((await _project.ReadImagesAsync([Image], Ct)).IsEmpty)
                Assert.Skip($"the image {Image} is not built");
        }
        catch (DataSpecException)
        {
            Assert.Skip("no container engine answers");
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _project.DownAsync(volumes: true, CancellationToken.None);
        }
        catch (DataSpecException)
        {
            // No engine: nothing was started.
        }

        Directory.Delete(_directory, recursive: true);
    }
}
