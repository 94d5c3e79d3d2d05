using System.Runtime.Versioning;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Verification.Checks.Containers;

namespace DataSpec.Operations.Verification.Checks.Files;

/// <summary>Whether containers write to the <c>data</c> that is here, and read the files that are here.</summary>
static class MountCheck
{
    public static ICheck Check { get; } = new Check(
        new("mounts.data", 1, "Every container has the folders of this checkout as they are now, and the database is in ./data", "./build.sh Down, then ./build.sh Up; what was written to the other folder is there still"),
        async (view, ct) => OperatingSystem.IsLinux()
            ? Of(await view.SnapshotAsync(ct), view.Root, LooksAtAnother)
            : CheckOutcome.Skipped("only Linux shows what a container holds"));

    /// <param name="looksAtAnother">True where the folder that the container holds is not the one of that name any more.</param>
    internal static CheckOutcome Of(StackSnapshot snapshot, StackRoot root, Func<ServiceContainer, ContainerMount, bool> looksAtAnother)
    {
        var running = snapshot.Running.ToArray();
        (string Service, string What)[] wrong = [.. running.SelectMany(container => Wrong(container, snapshot.Model.Services[container.Service], root, looksAtAnother).Select(what => (container.Service, what)))];
        return wrong.Length == 0
            ? CheckOutcome.Passed($"{running.Sum(container => container.Mounts.Length)} mounts of {running.Length} containers")
            : CheckOutcome.Failed(string.Join(", ", wrong.Select(one => $"{one.Service}: {one.What}")), [.. wrong.Select(one => one.Service).Distinct(StringComparer.Ordinal)]);
    }

    static IEnumerable<string> Wrong(ServiceContainer container, ServiceDefinition service, StackRoot root, Func<ServiceContainer, ContainerMount, bool> looksAtAnother)
    {
        foreach (var meant in service.Binds)
        {
            var bind = container.Mounts.FirstOrDefault(one => one.Target == meant.Target);
            if (bind?.Source != meant.Source)
                yield return $"{meant.Target} is {(bind is null ? "no folder of this machine" : $"'{bind.Source}'")}, not '{meant.Source}'";
            else if (looksAtAnother(container, bind))
                yield return $"'{bind.Source}' was moved, deleted or made anew under it";
        }

        if (service.Name is CoreServices.Postgres && container.PostgresData is { } data && !IsInData(container, data, root))
            yield return $"the database in {data} is not in '{root.Data}'";
    }

    /// <summary>Images declare volumes of their own: the folder of the machine must lie above the files, and no volume between.</summary>
    static bool IsInData(ServiceContainer container, string path, StackRoot root) =>
        container.Mounts.Where(mount => path == mount.Target || path.StartsWith(mount.Target + "/", StringComparison.Ordinal)).MaxBy(mount => mount.Target.Length) is { Source: var source }
        && source.StartsWith(root.Data + "/", StringComparison.Ordinal);

    /// <summary>By device and inode, which a name can lose and another folder take. Needs the right to look into the process; without it nothing is said.</summary>
    [SupportedOSPlatform("linux")]
    static bool LooksAtAnother(ServiceContainer container, ContainerMount bind) =>
        ContainerProcess.GroupsOf(container) is not null && Posix.IdentityOf($"/proc/{container.Process}/root{bind.Target}") is { } held && Posix.IdentityOf(bind.Source) != held;
}
