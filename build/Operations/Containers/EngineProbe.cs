using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Containers;

/// <summary>Asks a client whether its engine answers and what it is.</summary>
sealed class EngineProbe(IProcessRunner runner)
{
    // A dead TCP host would keep the client waiting for minutes.
    static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);

    /// <summary>The server's version; null where no client is there or no server answers.</summary>
    public async Task<Version?> EngineVersionAsync(EngineEndpoint endpoint, CancellationToken ct) =>
        VersionText.Parse(await AskAsync(endpoint.Docker("version", "--format", "{{.Server.Version}}"), ct));

    /// <summary>The compose plugin's version; null where the client has none.</summary>
    public async Task<Version?> ComposeVersionAsync(EngineEndpoint endpoint, CancellationToken ct) =>
        VersionText.Parse(await AskAsync(endpoint.Docker("compose", "version", "--short"), ct));

    async Task<string?> AskAsync(Command command, CancellationToken ct)
    {
        try
        {
            var result = await runner.RunAsync(command.Within(_patience), ct: ct);
            return result.Succeeded ? result.StandardOutput : null;
        }
        catch (Exception error) when (error is CommandNotFoundException or CommandTimeoutException)
        {
            return null;
        }
    }
}
