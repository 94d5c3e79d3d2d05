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
        _steps[name] = (begun, note is null ? StepOf(name, seconds, problem, isOptional) : new(name, seconds, null) { Note = note });
        if (problem is not null)
            progress.Warn("rehearsal", $"{name}: {problem}");
        else if (seconds >= 1)
            progress.Say("rehearsal", $"{name} took {ProgressText.Duration(TimeSpan.FromSeconds(seconds))}");
        return problem is null;
    }

    /// <summary>True where nothing at all is said of it yet.</summary>
    public bool IsClean(string name) => _steps.TryGetValue(name, out var one) && one.Step is { Problem: null, Note: null };

    /// <summary>A failure that was not measured: of a step that was not begun, or seen after its end.</summary>
    public void Fail(string name, string problem, bool isOptional)
    {
        var (begun, seconds) = _steps.TryGetValue(name, out var one) ? (one.Begun, one.Step.Seconds) : (time.GetTimestamp(), 0);
        _steps[name] = (begun, StepOf(name, seconds, problem, isOptional));
    }

    static RehearsedStep StepOf(string name, double seconds, string? problem, bool isOptional) =>
        problem is not null && isOptional ? new(name, seconds, null) { Note = $"the stack works without it, but: {problem}" } : new(name, seconds, problem);
}
