using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using Xunit;

namespace DataSpec.Operations.Tests.Containers;

/// <summary>The engine of this machine for tests of images: containers have a prefix, and all that a test made is removed.</summary>
sealed class LiveEngine : IAsyncDisposable
{
    readonly string _prefix = $"imgtest-{Guid.NewGuid():N}"[..20];
    readonly List<string> _containers = [];

    LiveEngine(ReadyEngine ready) => Endpoint = ready.Endpoint;

    public EngineEndpoint Endpoint { get; }

    public IProcessRunner Runner { get; } = new ProcessRunner(TimeProvider.System);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Skips the test where no engine answers, or where it lacks the image.</summary>
    public static async Task<LiveEngine> WithAsync(params string[] images)
    {
        var runner = new ProcessRunner(TimeProvider.System);
        try
        {
            var ready = await new ContainerEngine(runner, new PrivateEngine(Images.Checkout.Root, runner, TimeProvider.System)).FindAsync(false, new SilentSink(), Ct);
            var engine = new LiveEngine(ready);
            foreach (var image in images)
            {
                if (await new LocalImages(runner, ready.Endpoint).FindAsync(image, Ct) is null)
                    Assert.Skip($"the engine has no image {image}");
            }
            return engine;
        }
        catch (DataSpecException error) when (error.ExitCode == ExitCode.RequirementMissing)
        {
            Assert.Skip("no container engine answers");
            throw;
        }
    }

    /// <summary>Runs a container to its end.</summary>
    public Task<CommandResult> RunAsync(params string[] arguments) => DockerAsync(["run", "--rm", "--network=none", .. arguments]);

    /// <summary>Starts a container that goes on; its name.</summary>
    public async Task<string> StartAsync(params string[] arguments)
    {
        var name = $"{_prefix}-{_containers.Count}";
        _containers.Add(name);
        (await DockerAsync(["run", "--detach", "--name", name, .. arguments])).EnsureSuccess();
        return name;
    }

    public Task<CommandResult> DockerAsync(params string[] arguments) => Runner.RunAsync(Endpoint.Docker(arguments).Within(TimeSpan.FromMinutes(3)), ct: Ct);

    public async Task<string> LogsAsync(string container)
    {
        var logs = await DockerAsync("logs", container);
        return logs.StandardOutput + "\n" + logs.StandardError;
    }

    /// <summary>Asks until the answer is there, for two minutes at most.</summary>
    public async Task<CommandResult> EventuallyAsync(params string[] arguments)
    {
        for (var started = TimeProvider.System.GetTimestamp(); ;)
        {
            var result = await DockerAsync(arguments);
            if (result.Succeeded || TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromMinutes(2))
                return result.EnsureSuccess();
            await Task.Delay(200, Ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var container in _containers)
            await Runner.RunAsync(Endpoint.Docker("rm", "--force", "--volumes", container), ct: CancellationToken.None);
    }
}
