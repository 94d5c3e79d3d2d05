using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Verification.Checks.Containers;

/// <summary>Whether the services that run to an end did so. <c>Up</c> removes their containers; what is left tells of a failure or an interruption.</summary>
static class OneShotCheck
{
    public static ICheck Check { get; } = new Check(
        new("containers.oneshots", 1, "No one-shot service failed or was interrupted, and no container of `docker compose run` is left over", "./build.sh Up runs again what is due") { Needs = ["stack.unfinished"] },
        async (view, ct) => Of(await view.SnapshotAsync(ct)));

    internal static CheckOutcome Of(StackSnapshot snapshot)
    {
        var all = snapshot.Containers.Where(container => container.IsOneOff || snapshot.Model.Services.GetValueOrDefault(container.Service) is { IsOneShot: true }).ToArray();
        var failed = all.Where(container => container is { Status: "exited" or "dead", ExitCode: not 0 }).ToArray();
        if (failed.Length > 0)
            return CheckOutcome.Failed(
                string.Join(", ", failed.Select(container => $"{container.Service} ended with exit code {container.ExitCode} ({container.Name})")), [.. failed.Select(container => container.Service)])
                with { Remedy = $"docker logs {failed[0].Name} says why; ./build.sh Up runs it again where it is due; then docker rm {failed[0].Name}" };
        // One that ended well and is not a leftover was run by plain `docker compose up`.
        var left = all.Where(container => container.Status is "created" || (container.IsOneOff && !container.IsRunning)).ToArray();
        return left.Length > 0
            ? CheckOutcome.Warning(string.Join(", ", left.Select(container => $"{container.Name} is left over ({container.Status})")))
                with { Remedy = $"./build.sh Up; where it stays: docker rm {string.Join(' ', left.Select(container => container.Name))}" }
            : CheckOutcome.Passed(all.Count(container => container.IsRunning) is > 0 and var running ? $"{running} running now" : "nothing left over");
    }
}
