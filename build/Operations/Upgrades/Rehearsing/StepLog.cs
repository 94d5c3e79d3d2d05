using System.Collections.Concurrent;
using System.Collections.Immutable;
using DataSpec.Operations.Reporting;
using Npgsql;

namespace DataSpec.Operations.Upgrades.Rehearsing;

/// <summary>Measures the steps of a rehearsal; what fails is noted, and what does not need it goes on.</summary>
sealed class StepLog(TimeProvider time, IProgressSink progress)
{
    readonly ConcurrentDictionary<string, (long Begun, RehearsedStep Step)> _steps = new(StringComparer.Ordinal);

    public ImmutableArray<RehearsedStep> Steps => [.. _steps.Values.OrderBy(one => one.Begun).Select(one => one.Step)];

    public IReadOnlyDictionary<string, double> Seconds => _steps.Where(one => one.Value.Step.Problem is null).ToDictionary(one => one.Key, one => one.Value.Step.Seconds, StringComparer.Ordinal);

    /// <param name="action">Gives what is worth noting, or null.</param>
    /// <param name="isOptional">True where a failure is only noted.</param>
    /// <returns>True where it did not fail.</returns>
    public async Task<bool> RunAsync(string name, Func<CancellationToken, Task<string?>> action, CancellationToken ct, bool isOptional = false)
    {
        var begun = time.GetTimestamp();
        progress.Say("rehearsal", name);
        string? note = null, problem = null;
        try
        {
            note = await action(ct);
        }
        catch (Exception error) when (error is DataSpecException or NpgsqlException or TimeoutException or IOException)
        {
            problem = error.Message;
        }

        var seconds = Math.Round(time.GetElapsedTime(begun).TotalSeconds, 2);
        var step = problem is not null && isOptional
            ? new RehearsedStep(name, seconds, null) { Note = $"the stack works without it, but: {problem}" }
            : new RehearsedStep(name, seconds, problem) { Note = note };
        _steps[name] = (begun, step);
        if (problem is not null)
            progress.Warn("rehearsal", $"{name}: {problem}");
        return problem is null;
    }

    public void Skip(string name, string why) => _steps[name] = (time.GetTimestamp(), new(name, 0, why));

    public void SkipOptional(string name, string why) => _steps[name] = (time.GetTimestamp(), new(name, 0, null) { Note = why });
}
