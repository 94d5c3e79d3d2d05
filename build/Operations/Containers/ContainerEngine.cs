using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Containers;

/// <summary>Finds the engine to work with: the one the client already talks to, else the private one of this checkout.</summary>
/// <param name="chosenHost">Value of <c>DOCKER_HOST</c>: who set it meant that engine and no other; null where it is not set.</param>
public sealed class ContainerEngine(IProcessRunner runner, PrivateEngine privateEngine, string? chosenHost = null)
{
    /// <summary>The oldest compose plugin: first with <c>depends_on.required</c> and dependable <c>service_completed_successfully</c>.</summary>
    public static readonly Version LeastCompose = new(2, 20);

    const string InstallDocker = "Install Docker: curl -fsSL https://get.docker.com | sudo sh";

    readonly EngineProbe _probe = new(runner);

    /// <summary>The engine that answers now; with <paramref name="mayStart"/> the private one is started (downloaded at first)
    /// when none does.</summary>
    /// <exception cref="DataSpecException">No engine answers and none may be started, or its compose plugin is missing or too
    /// old.</exception>
    public async Task<ReadyEngine> FindAsync(bool mayStart, IProgressSink progress, CancellationToken ct = default)
    {
        var system = EngineEndpoint.OfSystem;
        // The plugin answers without an engine: asked beside it, every command begins the sooner.
        var asked = _probe.ComposeVersionAsync(system, ct);
        var engine = await _probe.EngineVersionAsync(system, ct);
        var compose = await asked;
        if (engine is not null)
            return Checked(system, engine, compose);

        if (!string.IsNullOrEmpty(chosenHost))
        {
            throw new DataSpecException(ExitCode.RequirementMissing, $"No container engine answers at DOCKER_HOST='{chosenHost}'.")
            {
                LeftAsItWas = "Nothing was started or changed.",
                NextStep = "Start that engine, or choose another one: unset DOCKER_HOST",
            };
        }

        var status = await privateEngine.StatusAsync(ct);
        if (!status.Running && mayStart)
            status = await privateEngine.StartAsync(progress, ct);
        if (!status.Running)
        {
            throw new DataSpecException(ExitCode.RequirementMissing, "No container engine answers.")
            {
                LeftAsItWas = "Nothing was started or changed.",
                NextStep = status.Installed ? "Start this checkout's private engine: sudo ./build.sh Up" : InstallDocker,
            };
        }
        return Checked(status.Endpoint, status.Version!, await _probe.ComposeVersionAsync(status.Endpoint, ct));
    }

    static ReadyEngine Checked(EngineEndpoint endpoint, Version engine, Version? compose)
    {
        if (compose >= LeastCompose)
            return new ReadyEngine(endpoint, engine, compose);
        throw new DataSpecException(
            ExitCode.RequirementMissing,
            compose is null
                ? $"The container engine {engine} answers, but its client has no compose plugin."
                : $"The compose plugin is {compose}; this project needs {LeastCompose} or newer.")
        {
            LeftAsItWas = "Nothing was started or changed.",
            NextStep = "Install the compose plugin (docker-compose-plugin, or docker-compose-v2 on Ubuntu): https://docs.docker.com/compose/install/linux/",
        };
    }
}
