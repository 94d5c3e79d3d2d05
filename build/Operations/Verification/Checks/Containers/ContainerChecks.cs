using System.Collections.Immutable;
using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Verification.Checks.Containers;

/// <summary>Whether the containers that should run do run.</summary>
static class ContainerChecks
{
    public static ImmutableArray<ICheck> All { get; } =
    [
        new Check(
            new("containers.running", 1, "Every service of the stack has a container, and it runs", "./build.sh Up") { Needs = ["stack.unfinished", "disk.space", "disk.inodes"] },
            RunningAsync),
        new Check(
            new("containers.health", 1, "Every running container's own health check holds", "./build.sh Logs --service NAME, then ./build.sh Up") { Needs = ["disk.space", "disk.inodes"] },
            HealthAsync),
        MemoryChecks.Kills,
        MemoryChecks.Room,
        RestartCheck.Check,
        OneShotCheck.Check,
    ];

    static async Task<CheckOutcome> RunningAsync(StackView view, CancellationToken ct)
    {
        var snapshot = await view.SnapshotAsync(ct);
        ServiceDefinition[] services = [.. snapshot.Lasting];
        var off = services.Where(service => snapshot.ContainerOf(service.Name) is not { IsRunning: true }).ToArray();
        return off.Length == 0
            ? CheckOutcome.Passed($"{services.Length} of {services.Length} run")
            : CheckOutcome.Failed(
                string.Join(", ", off.Select(service => $"{service.Name} is {snapshot.ContainerOf(service.Name)?.Status ?? "absent"}")), [.. off.Select(service => service.Name)]);
    }

    static async Task<CheckOutcome> HealthAsync(StackView view, CancellationToken ct)
    {
        var running = (await view.SnapshotAsync(ct)).Running.ToArray();
        var ill = running.Where(container => container.Health is "unhealthy").ToArray();
        return ill.Length == 0
            ? CheckOutcome.Passed($"{running.Length} containers, none unhealthy")
            : CheckOutcome.Failed(string.Join(", ", ill.Select(container => $"{container.Service} is unhealthy")), [.. ill.Select(container => container.Service)])
                with { Remedy = $"./build.sh Logs --service {ill[0].Service}, then ./build.sh Up" };
    }
}
