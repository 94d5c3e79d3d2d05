using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Containers;

/// <summary>A container engine that answered, and how its client is called.</summary>
/// <param name="DockerExecutable">The <c>docker</c> client, by name or absolute path.</param>
/// <param name="Host">Value of <c>DOCKER_HOST</c>; null leaves the client's own choice.</param>
/// <param name="ConfigDirectory">Value of <c>DOCKER_CONFIG</c>, where the client finds its compose and buildx plugins; null leaves
/// the client's own.</param>
/// <param name="IsPrivate">True where this tool started the engine under <c>.nuke/temp/engine</c>.</param>
public sealed record EngineEndpoint(string DockerExecutable, string? Host, string? ConfigDirectory, bool IsPrivate)
{
    /// <summary>The engine that the client on PATH talks to by itself.</summary>
    public static EngineEndpoint OfSystem { get; } = new("docker", Host: null, ConfigDirectory: null, IsPrivate: false);

    /// <summary>A call of the client with these arguments, aimed at this engine.</summary>
    public Command Docker(params ReadOnlySpan<string> arguments)
    {
        var command = Command.Of(DockerExecutable, arguments);
        if (Host is not null)
            command = command.WithVariable("DOCKER_HOST", Host);
        return ConfigDirectory is null ? command : command.WithVariable("DOCKER_CONFIG", ConfigDirectory);
    }
}
