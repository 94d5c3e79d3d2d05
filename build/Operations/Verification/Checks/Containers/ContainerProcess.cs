using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Verification.Checks.Containers;

/// <summary>The first process of a container where the engine runs on this very machine.</summary>
static class ContainerProcess
{
    /// <summary>Its control groups; null where it does not run here: the container's id in their paths tells it from another machine's process of that number.</summary>
    /// <param name="root">Where <c>proc</c> is.</param>
    public static (string Controllers, string Path)[]? GroupsOf(ServiceContainer container, string root = "/")
    {
        var file = Path.Combine(root, "proc", $"{container.Process}", "cgroup");
        if (container.Process == 0 || !File.Exists(file))
            return null;
        (string, string Path)[] groups = [.. File.ReadAllLines(file).Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3).Select(parts => (parts[1], parts[2]))];
        return groups.Any(group => group.Path.Contains(container.Id, StringComparison.Ordinal)) ? groups : null;
    }
}
