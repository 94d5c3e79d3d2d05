namespace DataSpec.Operations.Containers;

/// <summary>A container engine that answers, with the versions that decide what it can do.</summary>
/// <param name="Endpoint">How to call it.</param>
/// <param name="Engine">Version of the server.</param>
/// <param name="Compose">Version of the compose plugin, at least <see cref="ContainerEngine.LeastCompose"/>.</param>
public sealed record ReadyEngine(EngineEndpoint Endpoint, Version Engine, Version Compose);
