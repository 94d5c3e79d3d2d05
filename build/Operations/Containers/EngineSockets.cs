using System.Net.Sockets;

namespace DataSpec.Operations.Containers;

/// <summary>Which engine to call, decided by who listens: no process is started, where asking the client for versions costs two.</summary>
public static class EngineSockets
{
    const string SystemSocket = "/var/run/docker.sock";

    /// <summary>The engine of <c>DOCKER_HOST</c> or the system's, else the private one; null where none of the usual sockets has a listener.</summary>
    public static EngineEndpoint? FindLive(PrivateEngine privateEngine, IReadOnlyDictionary<string, string> environment)
    {
        if (environment.GetValueOrDefault("DOCKER_HOST") is { Length: > 0 } || Listens(SystemSocket))
            return EngineEndpoint.OfSystem;
        return Listens(privateEngine.Socket) ? privateEngine.Endpoint : null;
    }

    static bool Listens(string path)
    {
        if (!File.Exists(path))
            return false;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
