using System.Collections.Immutable;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Compose;

/// <summary>The stack of one checkout on one engine: every call of <c>docker</c> and <c>docker compose</c> for it.</summary>
/// <param name="secrets">Values masked in everything that a container or a command prints.</param>
public sealed class ComposeProject(
    EngineEndpoint engine, StackRoot root, string name, IProcessRunner runner, ImmutableArray<string> secrets)
{
    /// <summary>The call returns in well under a second; this long only on a machine that is out of breath.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>The compose project's name, in front of each container's.</summary>
    public string Name => name;

    /// <summary><c>docker compose</c> with these arguments; what the caller's shell says about compose is not followed, <c>.env</c> is.</summary>
    public Command Compose(params ReadOnlySpan<string> arguments) =>
        Docker(["compose", .. arguments])
            .WithVariable("COMPOSE_FILE", null)
            .WithVariable("COMPOSE_PROFILES", null)
            .WithVariable("COMPOSE_PROJECT_NAME", name);

    /// <summary>The stack file with <c>.env</c> applied.</summary>
    public async Task<StackModel> ReadModelAsync(CancellationToken ct)
    {
        var config = AskAsync(Compose("config", "--format", "json"), ct);
        var hashes = AskAsync(Compose("config", "--hash", "*"), ct);
        return StackModel.Parse(Whole(await config).StandardOutput, Whole(await hashes).StandardOutput);
    }

    /// <summary>The containers of the stack, or of one service of it, whatever their state.</summary>
    public async Task<ImmutableArray<ServiceContainer>> ReadContainersAsync(string? service, CancellationToken ct)
    {
        var list = Docker("ps", "--all", "--quiet", "--no-trunc", "--filter", $"label=com.docker.compose.project={name}");
        if (service is not null)
            list = list.With("--filter", $"label=com.docker.compose.service={service}");
        var ids = Whole(await AskAsync(list, ct)).StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return ids.Length == 0 ? [] : await InspectAsync(ids, ct);
    }

    /// <summary>These containers as they are now; one that is gone is left out.</summary>
    public async Task<ImmutableArray<ServiceContainer>> InspectAsync(IEnumerable<string> ids, CancellationToken ct)
    {
        var result = await ReadAsync(Docker(["container", "inspect", .. ids]), ct);
        return result.Succeeded || result.StandardError.Contains("No such container", StringComparison.OrdinalIgnoreCase)
            ? ServiceContainer.Parse(Whole(result).StandardOutput)
            : throw EngineFailure.Of(Masked(result));
    }

    /// <summary>What each image that is present says about itself, by the name given.</summary>
    public async Task<ImmutableDictionary<string, ImageFacts>> ReadImagesAsync(IEnumerable<string> images, CancellationToken ct)
    {
        var asked = images.Distinct(StringComparer.Ordinal).Select(async image =>
        {
            var result = await ReadAsync(Docker("image", "inspect", image), ct);
            return result.Succeeded ? KeyValuePair.Create(image, ImageFacts.Parse(Whole(result).StandardOutput))
                : result.StandardError.Contains("No such image", StringComparison.OrdinalIgnoreCase) ? default(KeyValuePair<string, ImageFacts>?)
                : throw EngineFailure.Of(Masked(result));
        });
        return (await Task.WhenAll(asked)).OfType<KeyValuePair<string, ImageFacts>>().ToImmutableDictionary(StringComparer.Ordinal);
    }

    /// <summary>Creates, replaces or starts the container of one service, and nothing else.</summary>
    /// <remarks>Not cancelled half-way: a container between two names is what the next run would stumble over.</remarks>
    public Task UpAsync(string service) =>
        AskAsync(Compose("up", "--detach", "--no-deps", "--no-build", "--pull", "never", service).Within(Patience), CancellationToken.None);

    /// <summary>Creates the containers of services that have none, all with one call, so that each needs only <see cref="StartAsync"/> when its time comes.</summary>
    /// <returns>False where that failed: <see cref="UpAsync"/> of each service tells why.</returns>
    public async Task<bool> CreateAsync(IEnumerable<string> services)
    {
        var create = Compose(["up", "--no-start", "--no-deps", "--no-recreate", "--no-build", "--pull", "never", .. services]);
        return (await ReadAsync(create.Within(Patience), CancellationToken.None)).Succeeded;
    }

    /// <summary>Starts a container that is there, in a fraction of the time of <see cref="UpAsync"/>; false where it cannot be started like this.</summary>
    public async Task<bool> StartAsync(string container) =>
        (await ReadAsync(Docker("start", container).Within(Patience), CancellationToken.None)).Succeeded;

    /// <summary>The name that compose gives to a service's only container.</summary>
    public string ContainerName(string service) => $"{name}-{service}-1";

    /// <summary>Runs one command in a running container; the result is returned whatever its exit code.</summary>
    public Task<CommandResult> ExecAsync(string containerId, IEnumerable<string> arguments, CancellationToken ct) =>
        runner.RunAsync(Docker(["exec", containerId, .. arguments]), ct: ct);

    /// <summary>Runs a one-shot service to its end; the result is returned whatever its exit code.</summary>
    public Task<CommandResult> RunOneShotAsync(string service, string container, Action<OutputLine>? onLine, CancellationToken ct) =>
        runner.RunAsync(Compose("--progress", "quiet", "run", "--rm", "--no-deps", "-T", "--name", container, service), onLine, ct);

    /// <summary>Runs a container that was created before to its end; the result is returned whatever its exit code.</summary>
    public Task<CommandResult> RunCreatedAsync(string container, CancellationToken ct) => runner.RunAsync(Docker("start", "--attach", container), ct: ct);

    /// <summary>Sends a signal to a container's first process.</summary>
    public Task SignalAsync(string containerId, string signal, CancellationToken ct) =>
        AskAsync(Docker("kill", "--signal", signal, containerId), ct);

    /// <summary>Lets paused containers go on.</summary>
    public Task UnpauseAsync(IEnumerable<string> containerIds, CancellationToken ct) => AskAsync(Docker(["unpause", .. containerIds]), ct);

    /// <summary>Stops containers together; each is killed after the grace.</summary>
    public Task StopAsync(IEnumerable<string> containerIds, TimeSpan grace, CancellationToken ct) =>
        AskAsync(Docker(["stop", "--time", $"{(int)grace.TotalSeconds}", .. containerIds]), ct);

    public Task RemoveAsync(IEnumerable<string> containers, CancellationToken ct) => AskAsync(Docker(["rm", "--force", .. containers]), ct);

    /// <summary>Removes stopped containers and networks of all profiles; named volumes only if asked, <c>./data</c> never.</summary>
    /// <remarks>Compose finds them by their labels, away from the stack file: that works with an <c>.env</c> that is lost or half written too.</remarks>
    public Task DownAsync(bool volumes, CancellationToken ct)
    {
        Directory.CreateDirectory(root.Temp);
        var down = Compose("down", "--remove-orphans").In(root.Temp);
        return AskAsync(volumes ? down.With("--volumes") : down, ct);
    }

    /// <summary>Deletes everything in a directory of this machine as a container's root; links are deleted, not followed.</summary>
    public Task DeleteContentAsync(string directory, string image, CancellationToken ct) => AskAsync(
        Docker(
            "run", "--rm", "--network=none", "--user=0:0", "--entrypoint=find", "--mount", $"type=bind,source={directory},target=/target", image,
            "/target", "-mindepth", "1", "-delete"),
        ct);

    /// <summary>What a call prints, unmasked: for whoever takes the secrets out.</summary>
    /// <exception cref="DataSpecException">It failed.</exception>
    internal async Task<string> ReadTextAsync(Command command, CancellationToken ct) => (await AskAsync(command, ct)).StandardOutput;

    /// <summary>The last lines a container wrote, oldest first.</summary>
    public async Task<ImmutableArray<string>> ReadLastLinesAsync(string containerId, int count, CancellationToken ct)
    {
        var result = await runner.RunAsync(Docker("logs", "--tail", $"{count}", containerId), ct: ct);
        return [.. result.Lines.Select(line => line.Text).Where(text => !string.IsNullOrWhiteSpace(text))];
    }

    /// <summary><c>docker</c> with these arguments, aimed at this engine and started in the root, where <c>.env</c> is.</summary>
    public Command Docker(params ReadOnlySpan<string> arguments) =>
        engine.Docker(arguments).In(root.Directory).Hiding(secrets.AsSpan());

    async Task<CommandResult> AskAsync(Command command, CancellationToken ct)
    {
        var result = await ReadAsync(command, ct);
        return result.Succeeded ? result : throw EngineFailure.Of(Masked(result));
    }

    /// <summary>
    /// Runs a command whose output is read, not shown: unmasked, because a mask would hide that a secret has changed and would
    /// tear names apart where a password is an ordinary word.
    /// </summary>
    Task<CommandResult> ReadAsync(Command command, CancellationToken ct) => runner.RunAsync(command with { Verbatim = true }, ct: ct);

    /// <summary>Half an answer would be taken for a stack without containers.</summary>
    static CommandResult Whole(CommandResult result) => result.OutputWasCut
        ? throw new DataSpecException(ExitCode.RequirementMissing, $"The answer of '{result.Command}' was not read to its end: the machine is out of breath.") { NextStep = "Try again when it has less to do" }
        : result;

    /// <summary>What of it may be shown: the errors, with every secret masked.</summary>
    CommandResult Masked(CommandResult result) => result with
    {
        Lines =
        [
            .. result.Lines.Where(line => line.Stream is OutputSource.Error)
                .Select(line => line with { Text = new SecretMask(secrets).Over(line.Text) }),
        ],
    };
}
