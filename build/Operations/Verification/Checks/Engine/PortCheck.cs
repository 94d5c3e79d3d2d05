using System.Net;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Verification.Checks.Engine;

/// <summary>Whether the stack can be reached from where it is meant to be, and from nowhere else.</summary>
static class PortCheck
{
    const string Remedy = "./build.sh Up makes it anew as .env says; docs/reverse-proxy.md shows how to let others in";

    public static ICheck Check { get; } = new Check(
        new("ports.bound", 1, "Only the ports of the stack file are open, each on BIND_ADDRESS alone", Remedy),
        async (view, ct) => Of(await view.SnapshotAsync(ct), view.Settings.BindAddress, PortHolder.Listeners()));

    /// <param name="listeners">Of this machine, wherever the engine runs.</param>
    internal static CheckOutcome Of(StackSnapshot snapshot, string bindAddress, IReadOnlyCollection<IPEndPoint> listeners)
    {
        var running = snapshot.Containers.Where(container => container.IsRunning).ToArray();
        var ports = running.SelectMany(container => container.Ports.Select(port => (container.Service, Port: port))).ToArray();
        var meant = IPAddress.Parse(bindAddress.Trim('[', ']'));
        (string Service, string What)[] wrong =
        [
            .. running.Where(container => container.UsesHostNetwork).Select(container => (container.Service, $"{container.Service} is in the machine's own network")),
            .. ports.Where(one => !IsAt(one.Port.Address, meant)).Select(one => (one.Service, $"{one.Service} is open at {one.Port}, BIND_ADDRESS is {bindAddress}")),
            .. ports.Where(one => IsAt(one.Port.Address, meant) && !IsOf(snapshot, one.Service, one.Port)).Select(one => (one.Service, $"{one.Service} is open at {one.Port}, which the stack file does not say")),
            // Whoever that is: what listens everywhere on a port of the stack is what the network reaches under it.
            .. from one in ports
               where !IsEverywhere(meant)
               from listener in listeners
               where listener.Port == one.Port.Port && IsEverywhere(listener.Address) && IsAt(one.Port.Address, meant)
               select (one.Service, $"something else listens at {listener}, the port of {one.Service}"),
        ];
        return wrong.Length == 0
            ? CheckOutcome.Passed($"{ports.Length} ports, all on {bindAddress}")
            : CheckOutcome.Failed(string.Join(", ", wrong.Select(one => one.What).Distinct(StringComparer.Ordinal)), [.. wrong.Select(one => one.Service).Distinct(StringComparer.Ordinal)]);
    }

    static bool IsOf(StackSnapshot snapshot, string service, PublishedPort port) =>
        snapshot.Model.Services.GetValueOrDefault(service)?.Ports.Any(own => own.Port == port.Port && own.Target == port.Target) is true;

    /// <summary>An engine that is told every address binds those of both versions of IP.</summary>
    static bool IsAt(string address, IPAddress meant) =>
        !IPAddress.TryParse(address, out var bound) ? IsEverywhere(meant) : bound.Equals(meant) || (IsEverywhere(bound) && IsEverywhere(meant));

    static bool IsEverywhere(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
