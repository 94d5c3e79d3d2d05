using System.Globalization;
using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Verification.Checks.Containers;

/// <summary>Whether a service keeps ending. The engine counts only its own restarts, and from nothing again when a person or <c>Up</c> starts the container.</summary>
static class RestartCheck
{
    /// <summary>One is common while what a service needs is still starting; this many are none of that.</summary>
    const int Loop = 3;

    /// <summary>The engine waits up to a minute between two restarts, and Airflow's services take a minute to fall over: who has run for more than twice that is out of the loop.</summary>
    static readonly TimeSpan Recent = TimeSpan.FromMinutes(5);

    public static ICheck Check { get; } = new Check(
        new("containers.restarts", 1, "No container is in a restart loop: none is being restarted, or was 3 times with the last one in these 5 minutes", "./build.sh Logs --service NAME says why it ends")
        {
            Needs = ["containers.oom"],
        },
        async (view, ct) => Of([.. (await view.SnapshotAsync(ct)).Containers.Where(container => !container.IsOneOff)], view.Time.GetUtcNow()));

    internal static CheckOutcome Of(ServiceContainer[] containers, DateTimeOffset now)
    {
        var looping = containers.Where(container => container.Status is "restarting" || (container.RestartCount >= Loop && now - container.StartedAt < Recent)).ToArray();
        if (looping.Length > 0)
            return CheckOutcome.Failed(string.Join(", ", looping.Select(container => Text(container, now))), [.. looping.Select(container => container.Service)])
                with { Remedy = $"./build.sh Logs --service {looping[0].Service} says why it ends" };
        // Over now, but not long ago: somebody should read why.
        var before = containers.Where(container => container.RestartCount >= Loop && now - container.StartedAt < TimeSpan.FromDays(1)).ToArray();
        return before.Length > 0
            ? CheckOutcome.Warning(string.Join(", ", before.Select(container => Text(container, now)))) with { Remedy = $"./build.sh Logs --service {before[0].Service}" }
            : CheckOutcome.Passed(containers.Sum(container => container.RestartCount) is > 0 and var all ? $"{all} restarts, none of a loop" : "no restarts");
    }

    static string Text(ServiceContainer container, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture, $"{container.Service} was restarted {container.RestartCount} times, last {(now - container.StartedAt).TotalMinutes:0} min ago, and is {container.Status}");
}
