using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace DataSpec.Operations.Compose;

/// <summary>A folder of the engine's machine as a container sees it.</summary>
/// <param name="Source">On the engine's machine.</param>
/// <param name="Target">In the container.</param>
public sealed record ContainerMount(string Source, string Target);

/// <summary>A port of a container on an address of the engine's machine; an empty address is every one.</summary>
public sealed record PublishedPort(string Address, int Port, int Target)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{(Address.Length == 0 ? "*" : Address)}:{Port}");

    /// <summary>Reads <c>NetworkSettings.Ports</c> of <c>docker inspect</c>.</summary>
    internal static ImmutableArray<PublishedPort> OfContainer(JsonElement? network) =>
    [
        .. from target in network?.Members("Ports") ?? []
           where target.Value.ValueKind is JsonValueKind.Array
           from place in target.Value.EnumerateArray()
           select new PublishedPort(place.Text("HostIp") ?? "", Number(place.Text("HostPort")), Number(target.Name.Split('/')[0])),
    ];

    /// <summary>Reads <c>ports</c> of a service as <c>docker compose config</c> resolves them.</summary>
    internal static ImmutableArray<PublishedPort> OfService(JsonElement service) =>
        [.. service.Items("ports").Select(port => new PublishedPort(port.Text("host_ip") ?? "", Number(port.Text("published")), port.GetProperty("target").GetInt32()))];

    static int Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
