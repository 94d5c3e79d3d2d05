using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Secrets.Rotation;

namespace DataSpec.Operations.Backups.Restoring;

/// <inheritdoc cref="IRestoreStack"/>
/// <param name="partsWith">The stack with these settings.</param>
/// <param name="reader">Of <c>.env</c> as it is at the moment.</param>
sealed class RestoreStack(EngineEndpoint engine, Func<StackSettings, StackParts> partsWith, StackSettingsReader reader, IProcessRunner runner, StackRoot root) : IRestoreStack
{
    static readonly StackStopOptions Soon = new() { Drain = TimeSpan.FromMinutes(1), EndTasksAtDeadline = true };

    public async Task<bool> RunsAsync(string project, CancellationToken ct)
    {
        var mine = ProjectOf(project);
        var containers = await mine.ReadContainersAsync(service: null, ct);
        await RequireOursAsync(mine, ct);
        await RequireNoOtherUserAsync(mine, ct);
        return containers.Any(container => container.Status is "running" or "restarting" or "paused");
    }

    public Task StopAsync(CancellationToken ct) => partsWith(reader.Read()).Stop.RunAsync(new StackStopOptions(), ct);

    public async Task StopHardAsync(CancellationToken ct)
    {
        // An .env that is not whole yet has started nothing: only what runs needs its settings.
        if (!(await ProjectOf(reader.ReadNames().Project).ReadContainersAsync(service: null, ct)).IsEmpty)
            await partsWith(reader.Read()).Stop.RunAsync(Soon, ct);
    }

    public async Task StartAsync(string? systemIdentifier, CancellationToken ct)
    {
        var settings = reader.Read();
        var parts = partsWith(settings);
        new CredentialsFile(root).Write(settings);
        await parts.Start.RunAsync(new StackStartOptions { FingerprintKey = settings.Airflow.FernetKey.Reveal() }, ct);
        // With the password of .env, which may have come from the backup too.
        var found = (await new PostgresClient(parts.Superuser).QueryAsync("select system_identifier::text from pg_control_system()", row => row.GetString(0), ct))[0];
        if (systemIdentifier is not null && found != systemIdentifier)
            throw new DataSpecException(ExitCode.VerificationFailed, $"The cluster {found} answers, not the restored one ({systemIdentifier}).");
    }

    ComposeProject ProjectOf(string name) => new(engine, root, name, runner, secrets: []);

    /// <summary>Two checkouts with one name would stop each other.</summary>
    async Task RequireOursAsync(ComposeProject project, CancellationToken ct)
    {
        var list = await runner.RunAsync(
            project.Docker("ps", "--all", "--filter", $"label=com.docker.compose.project={project.Name}", "--format", "{{.Label \"com.docker.compose.project.working_dir\"}}"), ct: ct);
        var other = list.EnsureSuccess().StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(directory => !IsBelow(directory.Trim(), root.Directory));
        if (other is not null)
        {
            throw new DataSpecException(ExitCode.RequirementMissing, $"The containers named '{project.Name}' belong to another checkout, '{other.Trim()}'.")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = "Write COMPOSE_PROJECT_NAME=<another name> and other *_PORT values to .env of this checkout, then the same command",
            };
        }
    }

    /// <summary>Whoever else has files of <c>data</c> open would go on writing into what is set aside.</summary>
    async Task RequireNoOtherUserAsync(ComposeProject project, CancellationToken ct)
    {
        var running = (await runner.RunAsync(project.Docker("ps", "--quiet"), ct: ct)).EnsureSuccess().StandardOutput.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (running.Length == 0)
            return;
        var format = "{{.Name}}|{{index .Config.Labels \"com.docker.compose.project\"}}|{{range .Mounts}}{{.Source}}|{{end}}";
        // Whatever ended meanwhile makes the command fail, and uses nothing any more.
        var found = (await runner.RunAsync(project.Docker(["inspect", "--format", format, .. running]), ct: ct)).StandardOutput
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('|'))
            .FirstOrDefault(parts => parts.Length > 2 && parts[1] != project.Name && parts[2..].Any(source => IsBelow(source, root.Data) && !IsBelow(source, root.State)));
        if (found is not null)
        {
            throw new DataSpecException(ExitCode.RequirementMissing, $"The container '{found[0].TrimStart('/')}' works on '{root.Data}' and is no part of the stack '{project.Name}'.")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = $"docker stop {found[0].TrimStart('/')}, then the same command",
            };
        }
    }

    static bool IsBelow(string path, string directory) =>
        path.Equals(directory, StringComparison.Ordinal) || path.StartsWith(directory + "/", StringComparison.Ordinal);
}
