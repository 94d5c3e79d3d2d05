using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Backups;

/// <summary>One short-lived container of a backup or a proof.</summary>
/// <param name="Name">Begins with the operation's id, so that the next run finds what a dead one left.</param>
/// <param name="Program">Started instead of the image's entrypoint.</param>
sealed record Sidecar(string Name, string Image, string Program, ImmutableArray<string> Arguments)
{
    public string Network { get; init; } = "none";

    /// <summary><c>uid:gid</c>.</summary>
    public required string User { get; init; }

    public ImmutableArray<string> Capabilities { get; init; } = [];

    /// <summary>As <c>--mount</c> takes them.</summary>
    public ImmutableArray<string> Mounts { get; init; } = [];

    /// <summary>Names alone go into the arguments, values into the client's environment.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    public bool Detached { get; init; }

    public static string Bind(string source, string target, bool readOnly = false) => $"type=bind,source={source},target={target}{(readOnly ? ",readonly" : "")}";
}

/// <summary>Runs the containers of backups and proofs; all carry a label by which what a dead run left is found and removed.</summary>
/// <param name="label">Its value is the project.</param>
sealed class BackupSidecars(EngineEndpoint engine, IProcessRunner runner, string project, string label = "dataspec.backup")
{
    /// <summary>An eighth of a service's share: what serves people goes first where processors are short.</summary>
    const string Share = "128";

    /// <summary>The same for another kind of work, whose leftovers are its own.</summary>
    /// <param name="of">Value of the label; this project by default.</param>
    public BackupSidecars Labelled(string other, string? of = null) => new(engine, runner, of ?? project, other);

    public string Project => project;

    /// <summary>Runs to the end, or with <see cref="Sidecar.Detached"/> until it is started; the result is returned whatever its exit code.</summary>
    public async Task<CommandResult> RunAsync(Sidecar sidecar, Action<OutputLine>? onLine, CancellationToken ct)
    {
        try
        {
            return await runner.RunAsync(CommandOf(sidecar), onLine, ct);
        }
        catch (OperationCanceledException)
        {
            // The client's end does not end the container.
            await RemoveAsync(sidecar.Name);
            throw;
        }
    }

    /// <summary>Lowers the priority of processes in a running container; where that is not possible they keep theirs.</summary>
    public Task LowerPriorityAsync(string container, IEnumerable<int> processes, CancellationToken ct) =>
        runner.RunAsync(engine.Docker(["exec", container, "renice", "-n", "10", "-p", .. processes.Select(process => process.ToString(CultureInfo.InvariantCulture))]), ct: ct);

    /// <summary>Deletes what is in a directory as a container's root, whoever owns it; the result tells nothing, what is left is seen by looking.</summary>
    public Task EmptyAsync(string name, string image, string directory) => RunAsync(
        new Sidecar(name, image, "find", ["/left", "-mindepth", "1", "-delete"]) { User = "0:0", Capabilities = ["DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER"], Mounts = [Sidecar.Bind(directory, "/left")] },
        onLine: null, CancellationToken.None);

    public async Task<string?> ReadExitAsync(string name, CancellationToken ct)
    {
        var state = await runner.RunAsync(engine.Docker("inspect", "--format", "{{.State.Status}} {{.State.ExitCode}}", name), ct: ct);
        return state.Succeeded && !state.StandardOutput.StartsWith("running", StringComparison.Ordinal) ? state.StandardOutput.Trim() : null;
    }

    /// <summary>Ends Postgres as its first process the fast way, which writes a checkpoint; the exit code.</summary>
    public async Task<string> StopPostgresAsync(string name, CancellationToken ct)
    {
        (await runner.RunAsync(engine.Docker("kill", "--signal", "INT", name), ct: ct)).EnsureSuccess();
        return (await runner.RunAsync(engine.Docker("wait", name), ct: ct)).EnsureSuccess().StandardOutput.Trim();
    }

    public async Task<ImmutableArray<string>> ReadLogAsync(string name, CancellationToken ct) =>
        [.. (await runner.RunAsync(engine.Docker("logs", "--tail", "200", name), ct: ct)).Lines.Select(line => line.Text)];

    public Task MakeOverlayAsync(string name, string options, CancellationToken ct) => MakeVolumeAsync(name, ["type=overlay", "device=overlay", $"o={options}"], ct);

    /// <param name="options">Of the engine's own driver; none for an empty volume.</param>
    public async Task MakeVolumeAsync(string name, ImmutableArray<string> options, CancellationToken ct) => (await runner.RunAsync(
        engine.Docker(["volume", "create", "--driver", "local", "--label", $"{label}={project}", .. options.SelectMany(option => new[] { "--opt", option }), name]), ct: ct)).EnsureSuccess();

    /// <summary>Whether or not it runs, or is there at all.</summary>
    public Task RemoveAsync(string name) => runner.RunAsync(engine.Docker("rm", "--force", "--volumes", name), ct: CancellationToken.None);

    public Task RemoveVolumeAsync(string name) => runner.RunAsync(engine.Docker("volume", "rm", "--force", name), ct: CancellationToken.None);

    /// <summary>Removes what runs that died left; the caller holds the stack's lock, so none of it is in use.</summary>
    /// <returns>How many containers, networks and volumes there were.</returns>
    public async Task<int> RemoveLeftoversAsync(CancellationToken ct)
    {
        var count = 0;
        // Each needs those before it gone.
        foreach (var (list, remove) in new[] { ("ps --all", "rm --force --volumes"), ("network ls", "network rm"), ("volume ls", "volume rm --force") })
        {
            var left = await ListAsync(engine.Docker([.. list.Split(' '), "--quiet", "--filter", $"label={label}={project}"]), ct);
            if (left.Length > 0)
                await runner.RunAsync(engine.Docker([.. remove.Split(' '), .. left]), ct: CancellationToken.None);
            count += left.Length;
        }

        return count;
    }

    async Task<string[]> ListAsync(Command list, CancellationToken ct) =>
        (await runner.RunAsync(list, ct: ct)).EnsureSuccess().StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    Command CommandOf(Sidecar sidecar)
    {
        List<string> arguments =
        [
            "run", sidecar.Detached ? "--detach" : "--rm", "--name", sidecar.Name, "--label", $"{label}={project}", "--pull", "never", "--network", sidecar.Network, "--cpu-shares", Share,
            "--user", sidecar.User, "--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--entrypoint", sidecar.Program,
        ];
        foreach (var capability in sidecar.Capabilities)
            arguments.AddRange(["--cap-add", capability]);
        foreach (var mount in sidecar.Mounts)
            arguments.AddRange(["--mount", mount]);
        foreach (var name in sidecar.Environment.Keys.Order(StringComparer.Ordinal))
            arguments.AddRange(["--env", name]);
        var command = engine.Docker([.. arguments, sidecar.Image, .. sidecar.Arguments]);
        return sidecar.Environment.Aggregate(command, (current, pair) => current.WithVariable(pair.Key, pair.Value));
    }
}
