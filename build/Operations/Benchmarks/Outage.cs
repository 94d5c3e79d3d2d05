using System.Diagnostics;

namespace DataSpec.Operations.Benchmarks;

/// <summary>How long something does not answer while work is done to it: from the last question answered to the first one after.</summary>
static class Outage
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <summary>Patience after the end of the work; nobody answers before a service is up.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>The longest time without an answer, in seconds.</summary>
    /// <param name="answers">Asks once, within a second or so; false for no answer.</param>
    /// <exception cref="DataSpecException">It does not answer five minutes after the work ended.</exception>
    public static async Task<double> DuringAsync(Func<CancellationToken, Task<bool>> answers, Func<Task> work, CancellationToken ct)
    {
        var last = Stopwatch.GetTimestamp();
        var longest = TimeSpan.Zero;
        var doing = work();
        long? ended = null;
        while (true)
        {
            var isThere = await answers(ct);
            if (isThere)
            {
                var now = Stopwatch.GetTimestamp();
                longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, Stopwatch.GetElapsedTime(last, now).Ticks));
                last = now;
            }

            if (doing.IsCompleted)
            {
                await doing;
                ended ??= Stopwatch.GetTimestamp();
                if (isThere)
                    return longest.TotalSeconds;
                if (Stopwatch.GetElapsedTime(ended.Value) > Longest)
                    throw new DataSpecException(ExitCode.FailedUnchanged, $"What was measured does not answer {Longest.TotalMinutes:0} minutes after its work ended.");
            }

            await Task.Delay(Interval, ct);
        }
    }
}
