namespace DataSpec.Operations.Backups.Restoring;

/// <summary>What a restore does to the running stack; every step may be repeated.</summary>
interface IRestoreStack
{
    /// <summary>True where any service of the compose project runs; asked before its settings are whole.</summary>
    /// <exception cref="DataSpecException">Something else works on its data.</exception>
    Task<bool> RunsAsync(string project, CancellationToken ct);

    /// <summary>Stops and removes its containers as <c>Down</c> does; <c>.env</c> is still that of the running ones.</summary>
    Task StopAsync(CancellationToken ct);

    /// <summary>Starts it with <c>.env</c> as it is, waits until it is healthy, and looks whose cluster answers.</summary>
    /// <param name="systemIdentifier">The cluster that must answer; null accepts any.</param>
    /// <exception cref="DataSpecException">A service failed, or another cluster answers.</exception>
    Task StartAsync(string? systemIdentifier, CancellationToken ct);

    /// <summary>Ends what a killed start left, whatever state it is in.</summary>
    Task StopHardAsync(CancellationToken ct);
}
