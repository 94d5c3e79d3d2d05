using System.Globalization;
using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Verification.Checks.Containers;

/// <summary>The memory of a container as the kernel of this machine counts it.</summary>
/// <param name="Held">Bytes that it cannot give back: all but the cache of files.</param>
/// <param name="Kills">How many of its processes the kernel has ended for lack of memory since it was started.</param>
sealed record ContainerMemory(long Held, long Kills)
{
    /// <summary>Null where the container does not run, or on another machine.</summary>
    /// <param name="root">Where <c>proc</c> and <c>sys</c> are.</param>
    public static ContainerMemory? Of(ServiceContainer container, string root = "/")
    {
        try
        {
            return ContainerProcess.GroupsOf(container, root) is { } groups && FolderOf(groups) is { } folder ? Read(Path.Combine(root, folder)) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or KeyNotFoundException)
        {
            // It ended while it was looked at, or the kernel counts no memory.
            return null;
        }
    }

    static string? FolderOf((string Controllers, string Path)[] groups) =>
        groups.FirstOrDefault(group => group.Controllers.Split(',').Contains("memory", StringComparer.Ordinal)) is { Path: { } first } ? $"sys/fs/cgroup/memory{first}"
        : groups.FirstOrDefault(group => group.Controllers.Length == 0) is { Path: { } second } ? $"sys/fs/cgroup{second}"
        : null;

    static ContainerMemory? Read(string folder)
    {
        var stat = Numbers(folder, "memory.stat");
        // Version 1 of the kernel's groups, else 2.
        return File.Exists(Path.Combine(folder, "memory.usage_in_bytes"))
            ? new(Number(folder, "memory.usage_in_bytes") - stat["total_cache"] + stat.GetValueOrDefault("total_shmem"), Numbers(folder, "memory.oom_control").GetValueOrDefault("oom_kill"))
            : new(Number(folder, "memory.current") - stat["file"] + stat["shmem"], Numbers(folder, "memory.events").GetValueOrDefault("oom_kill"));
    }

    static long Number(string folder, string file) => long.Parse(File.ReadAllText(Path.Combine(folder, file)), CultureInfo.InvariantCulture);

    static Dictionary<string, long> Numbers(string folder, string file) =>
        File.ReadLines(Path.Combine(folder, file)).Select(line => line.Split(' ')).ToDictionary(pair => pair[0], pair => long.Parse(pair[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
