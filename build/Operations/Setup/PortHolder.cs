using System.Globalization;
using System.Net;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Setup;

/// <summary>Finds out of <c>/proc</c> which process listens on a TCP port.</summary>
static class PortHolder
{
    const string Listening = "0A";

    /// <summary>"process 812 (/usr/lib/postgresql/...)", or what else can be told; null where nobody listens.</summary>
    public static string? Of(int port)
    {
        var sockets = SocketsOn(port).ToHashSet(StringComparer.Ordinal);
        if (sockets.Count == 0)
            return null;
        var holder = ProcessTable.All().FirstOrDefault(entry => Holds(entry.Id, sockets));
        return holder is null ? "a process of another user" : $"process {holder.Id} ({Short(ProcessTable.CommandLineOf(holder.Id))})";
    }

    /// <summary>What programs of this machine listen on; empty where it does not tell.</summary>
    public static IReadOnlyCollection<IPEndPoint> Listeners() => [.. Sockets().Select(fields => new IPEndPoint(AddressOf(fields[1]), PortOf(fields[1])))];

    static IEnumerable<string> SocketsOn(int port) =>
        Sockets().Where(fields => PortOf(fields[1]) == port).Select(fields => $"socket:[{fields[9]}]");

    static IEnumerable<string[]> Sockets() =>
        ((string[])["/proc/net/tcp", "/proc/net/tcp6"])
            .Where(File.Exists)
            .SelectMany(path => File.ReadLines(path).Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[3] is Listening);

    /// <summary>Words of 32 bits in the machine's own order, each eight hexadecimal digits.</summary>
    internal static IPAddress AddressOf(string address) =>
        new([.. Enumerable.Range(0, address.LastIndexOf(':') / 8).SelectMany(word => BitConverter.GetBytes(uint.Parse(address.AsSpan(word * 8, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture)))]);

    static int PortOf(string address) =>
        int.Parse(address.AsSpan(address.LastIndexOf(':') + 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    static bool Holds(int process, HashSet<string> sockets)
    {
        try
        {
            return Directory.EnumerateFiles($"/proc/{process}/fd").Any(
                descriptor => new FileInfo(descriptor).LinkTarget is { } target && sockets.Contains(target));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static string Short(string? commandLine) => commandLine switch
    {
        null or "" => "name unknown",
        { Length: > 80 } => $"{commandLine.AsSpan(0, 80)}...",
        _ => commandLine,
    };
}
