using System.Collections.Immutable;
using System.Text.Json;

namespace DataSpec.Operations.Compose;

/// <summary>A container of the stack as the engine describes it now.</summary>
/// <param name="Status"><c>created</c>, <c>running</c>, <c>restarting</c>, <c>exited</c>, <c>paused</c> or <c>dead</c>.</param>
/// <param name="Health"><c>starting</c>, <c>healthy</c> or <c>unhealthy</c>; null where the service has no health check.</param>
/// <param name="HealthTest">The check as <c>docker exec</c> takes it; empty without one.</param>
/// <param name="IsOneOff">True for a container of <c>docker compose run</c>.</param>
public sealed record ServiceContainer(
    string Id,
    string Service,
    string Status,
    string? Health,
    int ExitCode,
    bool OutOfMemory,
    int RestartCount,
    DateTimeOffset StartedAt,
    string Image,
    string ImageId,
    string ConfigHash,
    bool IsOneOff,
    ImmutableArray<string> HealthTest)
{
    public string Name { get; init; } = "";

    /// <summary>Number of its first process on the engine's machine; 0 where it does not run.</summary>
    public int Process { get; init; }

    /// <summary>In bytes; 0 where it has no limit.</summary>
    public long MemoryLimit { get; init; }

    /// <summary>True where it has no network of its own: every port it opens is one of the machine.</summary>
    public bool UsesHostNetwork { get; init; }

    /// <summary>Folders and volumes of the engine's machine in it.</summary>
    public ImmutableArray<ContainerMount> Mounts { get; init; } = [];

    /// <summary>As they are bound now.</summary>
    public ImmutableArray<PublishedPort> Ports { get; init; } = [];

    /// <summary>Its variable <c>PGDATA</c>; null where it has none.</summary>
    public string? PostgresData { get; init; }

    public bool IsRunning => Status is "running";

    public bool IsReady => IsRunning && Health is null or "healthy";

    /// <summary>Reads the output of <c>docker inspect</c> of containers.</summary>
    public static ImmutableArray<ServiceContainer> Parse(string inspectJson)
    {
        if (string.IsNullOrWhiteSpace(inspectJson))
            return [];
        using var document = JsonDocument.Parse(inspectJson);
        return [.. document.RootElement.EnumerateArray().Select(One)];
    }

    static ServiceContainer One(JsonElement container)
    {
        var state = container.GetProperty("State");
        var config = container.GetProperty("Config");
        var labels = config.GetProperty("Labels");
        return new ServiceContainer(
            container.Text("Id")!,
            labels.Text("com.docker.compose.service") ?? "",
            state.Text("Status")!,
            state.Member("Health")?.Text("Status") is { } health and not "none" ? health : null,
            state.GetProperty(nameof(ExitCode)).GetInt32(),
            state.Member("OOMKilled")?.GetBoolean() ?? false,
            container.Member("RestartCount")?.GetInt32() ?? 0,
            state.Member("StartedAt")?.GetDateTimeOffset() ?? default,
            config.Text("Image") ?? "",
            container.Text("Image") ?? "",
            labels.Text("com.docker.compose.config-hash") ?? "",
            labels.Text("com.docker.compose.oneoff") is "True",
            Test(config.Member("Healthcheck")?.Items("Test").Select(part => part.GetString()!) ?? []))
        {
            Name = (container.Text(nameof(Name)) ?? "").TrimStart('/'),
            Process = state.Member("Pid")?.GetInt32() ?? 0,
            MemoryLimit = container.Member("HostConfig")?.Member("Memory")?.GetInt64() ?? 0,
            UsesHostNetwork = container.Member("HostConfig")?.Text("NetworkMode") is "host",
            Mounts = [.. container.Items("Mounts").Select(mount => new ContainerMount(mount.Text("Source") ?? "", mount.Text("Destination")!))],
            Ports = PublishedPort.OfContainer(container.Member("NetworkSettings")),
            PostgresData = config.Items("Env").Select(variable => variable.GetString()!).FirstOrDefault(variable => variable.StartsWith("PGDATA=", StringComparison.Ordinal))?["PGDATA=".Length..],
        };
    }

    static ImmutableArray<string> Test(IEnumerable<string> test) => test.ToArray() switch
    {
        ["CMD-SHELL", var script] => ["/bin/sh", "-c", script],
        ["CMD", .. var arguments] => [.. arguments],
        _ => [],
    };
}
