using System.Collections.Immutable;
using System.Text.Json;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Upgrades.Clusters;

/// <summary>Containers of an upgrade: they outlive a program that is killed, and the next one finds them by their names.</summary>
sealed class UpgradeContainers(EngineEndpoint engine, IProcessRunner runner, string project)
{
    /// <summary>Not the label of backups: a backup removes what others left, and one is taken while an upgrade is prepared.</summary>
    internal const string Label = "dataspec.upgrade";

    readonly BackupSidecars _sidecars = new(engine, runner, project, Label);

    /// <summary>Runs to the end; the result is returned whatever its exit code. One of this name that another program left is removed first.</summary>
    public async Task<CommandResult> RunAsync(Sidecar sidecar, CancellationToken ct)
    {
        await _sidecars.RemoveAsync(sidecar.Name);
        return await _sidecars.RunAsync(sidecar, onLine: null, ct);
    }

    /// <summary>Starts a container that goes on by itself.</summary>
    public async Task StartAsync(Sidecar sidecar, CancellationToken ct) => (await _sidecars.RunAsync(sidecar with { Detached = true }, onLine: null, ct)).EnsureSuccess();

    /// <summary>True where it runs, false where it has ended, null where there is none.</summary>
    public async Task<bool?> RunsAsync(string name, CancellationToken ct)
    {
        var state = await runner.RunAsync(engine.Docker("container", "inspect", "--format", "{{.State.Running}}", name), ct: ct);
        return state.Succeeded ? state.StandardOutput.Trim() == "true" : null;
    }

    /// <summary>Passes on what it prints until it ends; its exit code and all that it printed.</summary>
    public async Task<(int Exit, ImmutableArray<string> Lines)> FollowAsync(string name, Action<string> onLine, CancellationToken ct)
    {
        var log = await runner.RunAsync(engine.Docker("logs", "--follow", name), line => onLine(line.Text), ct);
        var exit = (await runner.RunAsync(engine.Docker("wait", name), ct: ct)).EnsureSuccess().StandardOutput.Trim();
        return (int.Parse(exit, System.Globalization.CultureInfo.InvariantCulture), [.. log.Lines.Select(line => line.Text)]);
    }

    /// <summary>False where it still runs after that time.</summary>
    public async Task<bool> EndsWithinAsync(string name, TimeSpan time, CancellationToken ct)
    {
        try
        {
            await runner.RunAsync(engine.Docker("wait", name).Within(time), ct: ct);
            return true;
        }
        catch (CommandTimeoutException)
        {
            return false;
        }
    }

    public Task<ImmutableArray<string>> ReadLogAsync(string name, CancellationToken ct) => _sidecars.ReadLogAsync(name, ct);

    /// <inheritdoc cref="BackupSidecars.RemoveAsync"/>
    public Task RemoveAsync(string name) => _sidecars.RemoveAsync(name);

    /// <inheritdoc cref="BackupSidecars.RemoveLeftoversAsync"/>
    public Task<int> RemoveLeftoversAsync(CancellationToken ct) => _sidecars.RemoveLeftoversAsync(ct);

    /// <summary>The major version of an image of Postgres, as the official ones tell it.</summary>
    /// <exception cref="DataSpecException">It is not there, or does not tell.</exception>
    public async Task<int> ReadMajorAsync(string image, CancellationToken ct)
    {
        var result = (await runner.RunAsync(engine.Docker("image", "inspect", "--format", "{{json .Config.Env}}", image), ct: ct)).EnsureSuccess();
        var major = (JsonSerializer.Deserialize<string[]>(result.StandardOutput) ?? []).FirstOrDefault(pair => pair.StartsWith("PG_MAJOR=", StringComparison.Ordinal))?["PG_MAJOR=".Length..];
        return int.TryParse(major, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : throw new DataSpecException(
            ExitCode.RequirementMissing, $"The image '{image}' has no PG_MAJOR in its environment: it is no image of Postgres that this program can upgrade with.")
        {
            LeftAsItWas = "Nothing was changed.",
            NextStep = "Set POSTGRES_IMAGE to an official image, or one that this project built",
        };
    }
}
