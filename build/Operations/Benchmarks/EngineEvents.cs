using System.Collections.Concurrent;
using System.Globalization;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Benchmarks;

/// <summary>Listens to what the engine itself says about the containers of a stack while something runs.</summary>
sealed class EngineEvents(IProcessRunner runner, ComposeProject project, TimeProvider time)
{
    const string Format = """{{.TimeNano}}|{{index .Actor.Attributes "com.docker.compose.service"}}|{{.Action}}|{{index .Actor.Attributes "exitCode"}}""";

    readonly ConcurrentQueue<string> _lines = new();

    /// <summary>The result of the work; afterwards the spans of its containers are known.</summary>
    public async Task<T> DuringAsync<T>(Func<Task<T>> work, CancellationToken ct)
    {
        // `since`: what happens before the engine has heard the question is told all the same.
        var events = project.Docker(
            "events", "--since", time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            "--filter", $"label=com.docker.compose.project={project.Name}",
            "--filter", "event=start", "--filter", "event=die", "--filter", "event=exec_die", "--format", Format);
        using var listening = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var listener = runner.RunAsync(events.WithoutCapture(), line => _lines.Enqueue(line.Text), listening.Token);
        try
        {
            return await work();
        }
        finally
        {
            await listening.CancelAsync();
            await listener.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    public Dictionary<string, Span> Spans(StackModel model) => Spans(_lines, model);

    /// <summary>One-shots from start to end; services from start to the end of the last health check that failed before one succeeded.</summary>
    /// <remarks>That is the last moment at which a service was seen not to be ready: pauses between two looks do not lengthen the span.</remarks>
    internal static Dictionary<string, Span> Spans(IEnumerable<string> lines, StackModel model)
    {
        var events = lines.Select(line => line.Split('|')).Where(parts => parts.Length == 4)
            .ToLookup(parts => parts[1], parts => new Event(At(parts[0]), parts[2], IsGood: parts[3] is "0"), StringComparer.Ordinal);
        var spans = new Dictionary<string, Span>(StringComparer.Ordinal);
        foreach (var service in model.Services.Values)
        {
            var own = events[service.Name].OrderBy(happened => happened.At).ToArray();
            var starts = own.Where(happened => happened.Action is "start").Select(happened => happened.At).ToArray();
            if (starts.Length == 0)
                continue;
            var ends = service.IsOneShot
                ? own.Where(happened => happened.Action is "die")
                : own.Where(happened => happened.Action is "exec_die").TakeWhile(happened => !happened.IsGood);
            spans[service.Name] = new Span(starts[0], ends.Select(happened => happened.At).Append(starts[0]).Max());
        }

        return spans;
    }

    static DateTimeOffset At(string nanoseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(long.Parse(nanoseconds, CultureInfo.InvariantCulture) / 100);

    sealed record Event(DateTimeOffset At, string Action, bool IsGood);
}
