namespace DataSpec.Operations.Containers;

/// <summary>What the private engine of this checkout does now.</summary>
/// <param name="Endpoint">How to call it once it runs.</param>
/// <param name="Installed">Its programs are unpacked: starting it downloads nothing.</param>
/// <param name="Version">Version of the server; null while it does not answer.</param>
/// <param name="ProcessId">Of dockerd; null while none runs.</param>
/// <param name="EnvironmentFile">A shell file to source for using plain <c>docker</c> and <c>docker compose</c> with it.</param>
public sealed record PrivateEngineStatus(EngineEndpoint Endpoint, bool Installed, Version? Version, int? ProcessId, string EnvironmentFile)
{
    /// <summary>It answers.</summary>
    public bool Running => Version is not null;
}
