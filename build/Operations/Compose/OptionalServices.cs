using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Compose;

/// <summary>The services that the stack works without: waited for a little, told of when they stay off, never a failure.</summary>
/// <param name="ready">For each its way to being ready, already begun.</param>
sealed class OptionalServices(IReadOnlyDictionary<string, Task> ready, TimeSpan patience, IProgressSink progress, TimeProvider time)
{
    /// <summary>Returns when all are ready or off, at the latest when patience ends; what is not ready then is given up.</summary>
    public async Task UntilReadyAsync(CancellationTokenSource giveUp, CancellationToken ct)
    {
        var ended = EndedAsync();
        if (!ended.IsCompleted)
        {
            var late = ready.Where(one => !one.Value.IsCompleted).Select(one => one.Key);
            progress.Say("optional", $"everything else is ready; waits up to {patience.TotalSeconds:0} s for {string.Join(", ", late)}");
            await Task.WhenAny(ended, Task.Delay(patience, time, ct));
            await giveUp.CancelAsync();
            await ended;
        }

        ct.ThrowIfCancellationRequested();
    }

    /// <summary>Returns when each of them has ended, however.</summary>
    public async Task EndedAsync() => await Task.WhenAll(ready.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>What became of one that is not ready; the person is told.</summary>
    /// <param name="began">False where what it needs was not ready, so that it was not started.</param>
    public StartedService Outcome(ServiceDefinition service, bool began, TimeSpan duration)
    {
        var failure = ready[service.Name].Exception?.InnerException;
        if (failure is null && began && !service.IsOneShot)
        {
            progress.Warn(service.Name, "is still starting; ./build.sh Status");
            return new StartedService(service.Name, ServiceOutcome.Starting, duration);
        }

        var late = began ? "it did not end" : "what it needs was not ready";
        var reason = failure is null ? $"{late} within {patience.TotalSeconds:0} s after everything else; ./build.sh Up" : Reason(failure);
        progress.Warn(service.Name, $"is off: {reason}");
        return new StartedService(service.Name, ServiceOutcome.Off, duration, reason);
    }

    static string Reason(Exception failure) => failure switch
    {
        NeedNotMetException { InnerException: { } cause } unmet => $"it needs {unmet.Need}, which is off: {Reason(cause)}",
        DataSpecException { NextStep: { } next } => $"{Short(failure.Message)}; {next}",
        _ => $"{Short(failure.Message)}; ./build.sh Status",
    };

    /// <summary>What happened and, where log lines follow, the last of them.</summary>
    static string Short(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return lines.Length > 1 ? $"{lines[0].TrimEnd('.')}: {lines[^1]}" : lines[0].TrimEnd('.');
    }
}
