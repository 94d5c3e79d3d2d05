using System.Globalization;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Verification.Checks.Containers;

/// <summary>Whether containers have enough memory.</summary>
static class MemoryChecks
{
    /// <summary>Of the limit: above it, the next task or query may be the one that is ended.</summary>
    const double Full = 0.9;

    public static ICheck Kills { get; } = new Check(
        new("containers.oom", 1, "Nothing in a container was ended for lack of memory since it was started, neither itself nor one of its processes", "Raise its memory in .env, then ./build.sh Up"),
        async (view, ct) => KillsIn([.. (await view.SnapshotAsync(ct)).Containers.Select(container => (container, ContainerMemory.Of(container)))]));

    public static ICheck Room { get; } = new Check(
        new("containers.memory", 1, "No container holds more than 90 % of the memory it may have", "Raise its memory in .env, then ./build.sh Up"),
        async (view, ct) => RoomIn([.. (await view.SnapshotAsync(ct)).Running.Select(container => (container, ContainerMemory.Of(container)))]));

    internal static CheckOutcome KillsIn((ServiceContainer Container, ContainerMemory? Memory)[] containers)
    {
        // The engine's own mark outlives a restart: where the kernel's count can be read, it alone counts.
        var killed = containers.Where(one => one.Memory is { } memory ? memory.Kills > 0 : one.Container.OutOfMemory).ToArray();
        return killed.Length == 0
            ? CheckOutcome.Passed(containers.Any(one => one.Memory is not null) ? "none" : "none of the containers themselves; their processes are on another machine")
            : CheckOutcome.Failed(
                string.Join(", ", killed.Select(one => $"{one.Container.Service}: {(one.Memory is { Kills: > 0 } memory ? $"{memory.Kills} processes" : "the container")} ended for lack of memory")),
                [.. killed.Select(one => one.Container.Service)]) with
                { Remedy = Raise(killed[0].Container) };
    }

    internal static CheckOutcome RoomIn((ServiceContainer Container, ContainerMemory? Memory)[] containers)
    {
        var known = containers.Where(one => one is { Memory: not null, Container.MemoryLimit: > 0 }).OrderByDescending(Share).ToArray();
        if (known.Length == 0)
            return CheckOutcome.Skipped("the engine runs on another machine, or its kernel counts no memory");
        var full = known.Where(one => Share(one) > Full).ToArray();
        return full.Length == 0
            ? CheckOutcome.Passed($"most: {Text(known[0])}")
            : CheckOutcome.Warning(string.Join(", ", full.Select(Text))) with { Remedy = Raise(full[0].Container) };
    }

    static double Share((ServiceContainer Container, ContainerMemory? Memory) one) => (double)one.Memory!.Held / one.Container.MemoryLimit;

    static string Text((ServiceContainer Container, ContainerMemory? Memory) one) => string.Create(
        CultureInfo.InvariantCulture, $"{one.Container.Service} holds {one.Memory!.Held >> 20} of {one.Container.MemoryLimit >> 20} MB ({Share(one) * 100:0} %)");

    static string Raise(ServiceContainer container)
    {
        var key = $"{container.Service.ToUpperInvariant().Replace('-', '_')}_MEMORY";
        return EnvKeys.All.Any(known => known.Name == key) ? $"Raise {key} in .env, then ./build.sh Up" : $"Raise the memory of '{container.Service}' in .env, then ./build.sh Up";
    }
}
