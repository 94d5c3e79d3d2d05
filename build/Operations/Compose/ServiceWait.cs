using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Compose;

/// <summary>Waits until a started service is healthy, by running its own health check at short intervals.</summary>
/// <remarks>
/// The engine runs a check only every few seconds, and one that is frequent enough for a quick start would cost CPU for ever
/// (<c>start_interval</c> needs engine 25). So the same command is run from here while the service starts.
/// </remarks>
sealed class ServiceWait(ComposeProject project, TimeProvider time)
{
    static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Each call of the client costs CPU that the starting service needs: whether it still runs is asked less often.</summary>
    const int ChecksPerLook = 4;

    /// <summary>A service may fall once while another finishes its start; twice means that it cannot run.</summary>
    const int RestartsAllowed = 1;

    /// <summary>Returns at the first good health check, or as soon as a service without one runs.</summary>
    /// <param name="patience">How long it may take; zero looks once.</param>
    /// <exception cref="DataSpecException">It ended, keeps ending, or is not healthy in time.</exception>
    public async Task UntilReadyAsync(string service, TimeSpan patience, CancellationToken ct)
    {
        var started = time.GetTimestamp();
        var container = await FindAsync(service, ct);
        var restartsBefore = container.RestartCount;
        CommandResult? check = null;
        var checks = 0;
        while (true)
        {
            if (container.IsReady)
                return;
            if (container.IsRunning && (check = await project.ExecAsync(container.Id, container.HealthTest, ct)).Succeeded)
                return;
            if (!container.IsRunning || ++checks % ChecksPerLook == 0 || IsRefused(check!) || time.GetElapsedTime(started) >= patience)
                container = await AgainAsync(container, ct);
            if (container.Status is "exited" or "dead" || container.RestartCount > restartsBefore + RestartsAllowed)
                throw await EndedAsync(container, ct);
            if (time.GetElapsedTime(started) >= patience)
                throw await NotHealthyAsync(container, patience, check, ct);
            await Task.Delay(PauseAfter(check), time, ct);
        }
    }

    /// <summary>Not the check failed: the engine says that there is no running container to check.</summary>
    static bool IsRefused(CommandResult check) => check.StandardError.Contains("Error response from daemon", StringComparison.Ordinal);

    /// <summary>As long as the check took: it takes what the starting service needs, most where the machine is busy anyway.</summary>
    static TimeSpan PauseAfter(CommandResult? check) => TimeSpan.FromTicks(Math.Clamp(check?.Duration.Ticks ?? 0, ShortestPause.Ticks, LongestPause.Ticks));

    async Task<ServiceContainer> FindAsync(string service, CancellationToken ct) =>
        (await project.ReadContainersAsync(service, ct)).Where(found => !found.IsOneOff).OrderByDescending(found => found.IsRunning).FirstOrDefault()
        ?? throw new DataSpecException(ExitCode.FailedUnchanged, $"The container of '{service}' is gone.") { NextStep = "./build.sh Up" };

    async Task<ServiceContainer> AgainAsync(ServiceContainer container, CancellationToken ct)
    {
        var found = await project.InspectAsync([container.Id], ct);
        return found.IsEmpty ? await FindAsync(container.Service, ct) : found[0];
    }

    async Task<DataSpecException> EndedAsync(ServiceContainer container, CancellationToken ct)
    {
        var how = container.Status is "exited" or "dead" ? "ended" : $"ended and was restarted {container.RestartCount} times";
        var why = container.OutOfMemory ? " (out of memory: raise its limit in .env)" : "";
        // Between two restarts it runs for a moment, and has no exit code then.
        var code = container.IsRunning ? "" : $" with exit code {container.ExitCode}";
        return await WithLogAsync(container, $"{container.Service} {how}{code}{why}.", ct);
    }

    Task<DataSpecException> NotHealthyAsync(ServiceContainer container, TimeSpan patience, CommandResult? check, CancellationToken ct)
    {
        var late = patience > TimeSpan.Zero ? $" after {patience.TotalSeconds:0} s" : "";
        var said = check is null ? "" : $" Its health check says: {string.Join(' ', check.Lines.Select(line => line.Text)).Trim()}";
        return WithLogAsync(container, $"{container.Service} is not healthy{late} (state {container.Status}).{said}", ct);
    }

    async Task<DataSpecException> WithLogAsync(ServiceContainer container, string what, CancellationToken ct)
    {
        var lines = await project.ReadLastLinesAsync(container.Id, count: 10, ct);
        return new DataSpecException(ExitCode.FailedUnchanged, string.Join("\n  ", lines.Prepend(what)))
        {
            LeftAsItWas = "Services that do not need it run; ./data was not touched.",
            NextStep = $"./build.sh Logs --service {container.Service}",
        };
    }
}
