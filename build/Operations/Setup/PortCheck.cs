using System.Net;
using System.Net.Sockets;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Setup;

/// <summary>Are the stack's ports free, or held by its own containers?</summary>
public sealed class PortCheck(IProcessRunner runner)
{
    const int FreePortsTried = 200;

    public async Task<IReadOnlyList<Finding>> OfAsync(StackSettings settings, EngineEndpoint? engine, CancellationToken ct = default)
    {
        var address = IPAddress.Parse(settings.BindAddress.Trim('[', ']'));
        if (Problem(address, 0) is SocketError.AddressNotAvailable)
            return [Finding.Missing("ports", $"BIND_ADDRESS='{settings.BindAddress}' is not an address of this machine.", "Set it to one that `ip address` shows, or to 127.0.0.1.")];

        var ports = OpenedBy(settings);
        List<Finding> findings = [];
        foreach (var (key, port) in ports.Where(port => Problem(address, port.Port) is SocketError.AddressAlreadyInUse))
        {
            var container = engine is null ? null : await ContainerOn(engine, port, ct);
            if (container is not null && container.Value.Project.Equals(settings.ComposeProject, StringComparison.Ordinal))
                continue;
            var holder = container is not null ? $"container '{container.Value.Name}'" : PortHolder.Of(port) ?? "somebody";
            findings.Add(Finding.Missing(
                "ports",
                $"Port {port} on {address} is taken by {holder}.",
                $"Stop that, or take another port: {key.Name}={FreePortNear(address, port, [.. ports.Select(other => other.Port)])} in .env"));
        }

        return findings;
    }

    /// <summary>Only the ports of services that shall run.</summary>
    static (EnvKey Key, int Port)[] OpenedBy(StackSettings settings) =>
    [
        (EnvKeys.PostgresPort, settings.Postgres.Port),
        (EnvKeys.AirflowPort, settings.Airflow.Port),
        .. If(settings, StackProfiles.Bi, (EnvKeys.SupersetPort, settings.Superset.Port)),
        .. If(settings, StackProfiles.Admin, (EnvKeys.PgAdminPort, settings.PgAdmin.Port)),
        .. If(settings, StackProfiles.Logging, (EnvKeys.GrafanaPort, settings.Grafana.Port)),
    ];

    static (EnvKey Key, int Port)[] If(StackSettings settings, string profile, (EnvKey Key, int Port) port) =>
        settings.Runs(profile) ? [port] : [];

    async Task<(string Name, string Project)?> ContainerOn(EngineEndpoint engine, int port, CancellationToken ct)
    {
        var result = await runner.RunAsync(
            engine.Docker(
                "ps",
                "--filter",
                $"publish={port}",
                "--format",
                "{{.Names}}\t{{.Label \"com.docker.compose.project\"}}").Within(TimeSpan.FromSeconds(10)),
            ct: ct);
        var fields = result.StandardOutput.Split('\n')[0].Split('\t');
        return result.Succeeded && fields.Length == 2 ? (fields[0], fields[1].Trim()) : null;
    }

    static string FreePortNear(IPAddress address, int port, int[] taken) =>
        Enumerable.Range(port + 1, FreePortsTried)
            .Where(candidate => candidate <= IPEndPoint.MaxPort && !taken.Contains(candidate) && Problem(address, candidate) is null)
            .Select(candidate => $"{candidate}")
            .FirstOrDefault("<a free one>");

    /// <summary>Why this address and port cannot be listened on; null where they can.</summary>
    static SocketError? Problem(IPAddress address, int port)
    {
        using var listener = new TcpListener(address, port);
        try
        {
            listener.Start();
            return null;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode;
        }
    }
}
