using System.Globalization;
using System.Text.Json;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Setup;

/// <summary>Processors and memory (bytes) of the machine that the build runs on; null where it does not tell.</summary>
sealed record Machine(int Processors, long? TotalMemory, long? AvailableMemory)
{
    public static Machine Read()
    {
        var lines = File.Exists("/proc/meminfo") ? File.ReadAllLines("/proc/meminfo") : [];
        return new(Environment.ProcessorCount, Amount(lines, "MemTotal:"), Amount(lines, "MemAvailable:"));
    }

    static long? Amount(string[] lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
        && long.TryParse(line.AsSpan(name.Length).Trim().TrimEnd(" kB"), CultureInfo.InvariantCulture, out var kibibytes)
            ? kibibytes * 1024
            : null;
}

/// <summary>What the engine says about the machine that it runs on, which may be a small virtual one.</summary>
/// <param name="Processors">How many it has.</param>
/// <param name="TotalMemory">In bytes.</param>
/// <param name="StorageDirectory">Where it keeps images, on its own machine.</param>
/// <param name="Clock">Its clock minus ours, as far as one call can tell.</param>
sealed record EngineMachine(int Processors, long TotalMemory, string StorageDirectory, TimeSpan Clock)
{
    public Version? Version { get; init; }

    /// <summary>Of the client's plugin; null where it has none, or is too old to tell.</summary>
    public Version? ComposeVersion { get; init; }

    /// <summary>True where users in containers have other numbers on the machine (rootless, or <c>userns-remap</c>).</summary>
    public bool RemapsUsers { get; init; }

    /// <summary>Null where the engine does not answer within 10 s.</summary>
    public static Task<EngineMachine?> AskAsync(EngineEndpoint engine, IProcessRunner runner, CancellationToken ct) =>
        AskAsync(arguments => engine.Docker(arguments), runner, TimeSpan.FromSeconds(10), ct);

    /// <summary>Null where the engine does not answer in time.</summary>
    public static async Task<EngineMachine?> AskAsync(Func<string[], Command> docker, IProcessRunner runner, TimeSpan patience, CancellationToken ct)
    {
        try
        {
            var result = await runner.RunAsync(docker(["info", "--format", "{{json .}}"]).Within(patience) with { Verbatim = true }, ct: ct);
            return result.Succeeded ? Parse(result.StandardOutput) : null;
        }
        catch (Exception error) when (error is CommandTimeoutException or CommandNotFoundException or JsonException or KeyNotFoundException)
        {
            return null;
        }
    }

    static EngineMachine Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        var info = document.RootElement;
        return new(
            info.GetProperty("NCPU").GetInt32(),
            info.GetProperty("MemTotal").GetInt64(),
            info.GetProperty("DockerRootDir").GetString()!,
            info.GetProperty("SystemTime").GetDateTimeOffset() - DateTimeOffset.UtcNow)
        {
            Version = VersionText.Parse(info.Text("ServerVersion")),
            ComposeVersion = VersionText.Parse((info.Member("ClientInfo")?.Items("Plugins") ?? []).FirstOrDefault(plugin => plugin.Text("Name") is "compose") is { ValueKind: JsonValueKind.Object } plugin ? plugin.Text("Version") : null),
            RemapsUsers = info.Items("SecurityOptions").Any(option => option.GetString()!.Split(',')[0] is "name=rootless" or "name=userns"),
        };
    }
}
