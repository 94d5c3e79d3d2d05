using System.Collections.Immutable;
using System.Text.Json;

namespace DataSpec.Operations.Compose;

/// <summary>What must hold of a dependency before a service starts; the three conditions of the compose specification.</summary>
public enum DependencyCondition
{
    Started,
    Healthy,
    Completed,
}

/// <summary>One service as compose resolved it, with <c>.env</c> applied.</summary>
/// <param name="Definition">The resolved service as JSON: holds secrets, so it is hashed and never shown.</param>
/// <param name="ConfigHash">Compose's own hash of the definition, as on the label of a container made from it.</param>
/// <param name="Scripts">Host paths mounted read-only.</param>
public sealed record ServiceDefinition(
    string Name,
    string Image,
    bool IsOneShot,
    ImmutableDictionary<string, DependencyCondition> DependsOn,
    ImmutableArray<string> Scripts,
    string Definition,
    string ConfigHash)
{
    /// <summary>True where the label <c>dataspec.optional: "true"</c> says that the stack works without it.</summary>
    public bool IsOptional { get; init; }

    /// <summary>False where the stack file gives it none of its own.</summary>
    public bool HasNetwork { get; init; } = true;

    /// <summary>Folders of this machine in its containers.</summary>
    public ImmutableArray<ContainerMount> Binds { get; init; } = [];

    public ImmutableArray<PublishedPort> Ports { get; init; } = [];
}

/// <summary>The services of the active profiles, by name.</summary>
public sealed record StackModel(string Project, ImmutableDictionary<string, ServiceDefinition> Services)
{
    /// <summary>A part of it.</summary>
    public StackModel Only(Func<ServiceDefinition, bool> condition) =>
        this with { Services = Services.RemoveRange(Services.Values.Where(service => !condition(service)).Select(service => service.Name)) };

    /// <summary>Reads the output of <c>docker compose config --format json</c> and <c>--hash '*'</c>.</summary>
    public static StackModel Parse(string configJson, string hashLines)
    {
        var hashes = hashLines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(parts => parts.Length == 2)
            .ToDictionary(parts => parts[0], parts => parts[1].Trim(), StringComparer.Ordinal);
        using var document = JsonDocument.Parse(configJson);
        var services = document.RootElement.GetProperty("services").EnumerateObject()
            .Select(service => Service(service.Name, service.Value, hashes.GetValueOrDefault(service.Name, "")));
        return new StackModel(
            document.RootElement.GetProperty("name").GetString()!,
            services.ToImmutableDictionary(service => service.Name, StringComparer.Ordinal));
    }

    static ServiceDefinition Service(string name, JsonElement service, string hash) => new(
        name,
        service.Text("image") ?? "",
        // A service that is not restarted has an end: the stack file says so of each one-shot.
        service.Text("restart") is null or "no",
        service.Members("depends_on").ToImmutableDictionary(
            dependency => dependency.Name,
            dependency => Condition(dependency.Value.Text("condition")),
            StringComparer.Ordinal),
        [
            .. service.Items("volumes")
                .Where(volume => volume.Text("type") is "bind" && volume.TryGetProperty("read_only", out var only) && only.GetBoolean())
                .Select(volume => volume.Text("source")!),
        ],
        service.GetRawText(),
        hash)
    {
        IsOptional = service.Member("labels")?.Text("dataspec.optional") is "true",
        HasNetwork = service.Text("network_mode") is not "none",
        Binds = [.. service.Items("volumes").Where(volume => volume.Text("type") is "bind").Select(volume => new ContainerMount(volume.Text("source")!, volume.Text("target")!))],
        Ports = PublishedPort.OfService(service),
    };

    static DependencyCondition Condition(string? text) => text switch
    {
        "service_healthy" => DependencyCondition.Healthy,
        "service_completed_successfully" => DependencyCondition.Completed,
        _ => DependencyCondition.Started,
    };
}
