using DataSpec.Operations.Journal;

namespace DataSpec.EndToEnd;

/// <summary>What tests put on the machine, each folder with a note of the process it belongs to, so that a run that was killed is cleared up by the next one.</summary>
static class Leftovers
{
    const string Note = ".owner";

    static string All => Path.Combine(Path.GetTempPath(), "dataspec tests");

    /// <summary>A new folder that belongs to this process.</summary>
    public static string NewFolder(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(All, name)).FullName;
        File.WriteAllText(Path.Combine(folder, Note), LockHolder.OfThisProcess("tests", TimeProvider.System.GetUtcNow()).ToJson());
        return folder;
    }

    /// <summary>Removes the folders whose process is gone, and the containers and networks of the stacks that were in them.</summary>
    public static async Task Remove()
    {
        if (!Directory.Exists(All))
            return;
        foreach (var folder in Directory.EnumerateDirectories(All).Where(IsAbandoned))
        {
            await RemoveStack(Path.GetFileName(folder));
            foreach (var mount in await MountsIn(folder))
                await Docker.Program("umount", "--lazy", mount);
            // Services own files in it: a container's root may delete what this user may not.
            await Docker.Run("run", "--rm", "--network=none", "--user=0:0", "--entrypoint=find", "-v", $"{folder}:/left", Images.Airflow, "/left", "-mindepth", "1", "-delete");
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Without a note it is none of ours.</summary>
    static bool IsAbandoned(string folder) =>
        File.Exists(Path.Combine(folder, Note)) && LockHolder.FromJson(File.ReadAllText(Path.Combine(folder, Note))) is not { IsRunning: true };

    static async Task RemoveStack(string project)
    {
        var ofProject = $"label=com.docker.compose.project={project}";
        var containers = Words(await Docker.Run("ps", "--all", "--quiet", "--filter", ofProject));
        if (containers.Length > 0)
            await Docker.Run(["rm", "--force", .. containers]);
        var networks = Words(await Docker.Run("network", "ls", "--quiet", "--filter", ofProject));
        if (networks.Length > 0)
            await Docker.Run(["network", "rm", .. networks]);
    }

    /// <summary>The kernel writes blanks as \040.</summary>
    static async Task<string[]> MountsIn(string folder) =>
    [
        .. (await File.ReadAllLinesAsync("/proc/self/mounts")).Select(line => line.Split(' ')[1].Replace("\\040", " ", StringComparison.Ordinal))
            .Where(mount => mount.StartsWith($"{folder}/", StringComparison.Ordinal)),
    ];

    static string[] Words(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
