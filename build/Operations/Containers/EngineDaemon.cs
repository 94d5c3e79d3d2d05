using System.Globalization;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Containers;

/// <summary>The dockerd process of the private engine.</summary>
sealed class EngineDaemon(PrivateEnginePaths paths, IProcessRunner runner)
{
    static readonly string[] _libraryFolders = ["lib", "usr/lib"];

    const string BootId = "/proc/sys/kernel/random/boot_id";

    /// <summary>Of the live dockerd; null where the pid file is absent or names a process that is something else by now.</summary>
    public int? ProcessId => Alive(paths.PidFile, "dockerd");

    /// <summary>Starts dockerd in a session of its own, so that neither Ctrl-C nor the end of this tool reaches it.</summary>
    public async Task StartAsync(CancellationToken ct)
    {
        ClearTheDead();
        var extracted = Path.Combine(paths.Root, "usr");
        string[] libraries = [.. _libraryFolders.Select(folder => Path.Combine(paths.Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateDirectories(folder, "*-linux-gnu*"))];
        var start = Command.Of(
                ProgramPath.Find("start-stop-daemon") ?? "start-stop-daemon",
                "--start", "--background", "--output", paths.Log, "--pidfile", paths.PidFile, "--exec", paths.Daemon, "--",
                "--data-root", paths.Data, "--exec-root", paths.ExecRoot, "--pidfile", paths.PidFile, "--host", $"unix://{paths.Socket}",
                // Only this file is read: the system's /etc/docker/daemon.json belongs to the system's engine.
                "--config-file", WriteConfiguration())
            .In(paths.Directory)
            .WithVariable("PATH", $"{extracted}/sbin:{extracted}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
            .WithVariable("LD_LIBRARY_PATH", libraries is [] ? null : string.Join(':', libraries))
            .WithVariable("XTABLES_LIBDIR", Directory.EnumerateDirectories(Path.Combine(extracted, "lib"), "xtables", SearchOption.AllDirectories).FirstOrDefault())
            .WithVariable("DOCKER_HOST", null)
            .WithVariable("NOTIFY_SOCKET", null);
        (await runner.RunAsync(start, ct: ct)).EnsureSuccess();
    }

    public async Task AskToStopAsync(CancellationToken ct) =>
        (await runner.RunAsync(
            Command.Of(
                ProgramPath.Find("start-stop-daemon") ?? "start-stop-daemon",
                "--stop", "--signal", "TERM", "--oknodo", "--pidfile", paths.PidFile, "--exec", paths.Daemon),
            ct: ct)).EnsureSuccess();

    string WriteConfiguration()
    {
        var file = Path.Combine(paths.Directory, "daemon.json");
        File.WriteAllText(file, "{}\n");
        return file;
    }

    /// <summary>Pid files outlive a kill or a restart of the machine, and dockerd believes any live process of that number.</summary>
    void ClearTheDead()
    {
        Directory.CreateDirectory(paths.Directory);
        var boot = File.Exists(BootId) ? File.ReadAllText(BootId) : "";
        if (Directory.Exists(paths.RunDirectory) && (!File.Exists(paths.BootFile) || !string.Equals(File.ReadAllText(paths.BootFile), boot, StringComparison.Ordinal)))
            Directory.Delete(paths.RunDirectory, recursive: true);
        Directory.CreateDirectory(paths.RunDirectory);
        File.WriteAllText(paths.BootFile, boot);
        if (ProcessId is null)
            File.Delete(paths.PidFile);
        if (File.Exists(paths.ContainerdPidFile) && Alive(paths.ContainerdPidFile, "containerd") is null)
            File.Delete(paths.ContainerdPidFile);
        LinkIptables();
    }

    // In an extracted package the alternatives that name the program are not there yet.
    void LinkIptables()
    {
        var sbin = Path.Combine(paths.Root, "usr", "sbin");
        foreach (var name in (string[])["iptables", "ip6tables"])
        {
            if (File.Exists(Path.Combine(sbin, $"{name}-nft")) && !File.Exists(Path.Combine(sbin, name)))
                File.CreateSymbolicLink(Path.Combine(sbin, name), $"{name}-nft");
        }
    }

    /// <summary>The process of a pid file, if it is that program at work for this run folder: not another's, not one that ended
    /// and was never collected.</summary>
    int? Alive(string pidFile, string program)
    {
        try
        {
            return int.TryParse(File.ReadAllText(pidFile), CultureInfo.InvariantCulture, out var id)
                && File.ReadAllText($"/proc/{id}/cmdline") is var line
                && line.Contains(program, StringComparison.Ordinal) && line.Contains(paths.RunDirectory, StringComparison.Ordinal)
                    ? id
                    : null;
        }
        catch (IOException)
        {
            return null; // no pid file, or no such process any more
        }
    }
}
