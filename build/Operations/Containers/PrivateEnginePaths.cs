using System.Security.Cryptography;
using System.Text;

namespace DataSpec.Operations.Containers;

/// <summary>Where the private engine of one checkout keeps what.</summary>
sealed record PrivateEnginePaths(string Directory, string RunDirectory)
{
    // sun_path holds 108 bytes with the closing zero; containerd makes the longest socket path below the run folder.
    const int LongestSocketPath = 100;
    const string LongestSocket = "exec/containerd/containerd-debug.sock";

    /// <summary>Extracted packages; complete whenever it exists.</summary>
    public string Root => Path.Combine(Directory, "root");

    public string Data => Path.Combine(Directory, "data");

    public string Log => Path.Combine(Directory, "dockerd.log");

    /// <summary>Value of DOCKER_CONFIG: where the client finds the extracted plugins.</summary>
    public string Client => Path.Combine(Directory, "client");

    public string EnvironmentFile => Path.Combine(Directory, "env.sh");

    public string Daemon => Path.Combine(Root, "usr", "sbin", "dockerd");

    public string Socket => Path.Combine(RunDirectory, "docker.sock");

    public string ExecRoot => Path.Combine(RunDirectory, "exec");

    public string PidFile => Path.Combine(RunDirectory, "docker.pid");

    public string ContainerdPidFile => Path.Combine(ExecRoot, "containerd", "containerd.pid");

    /// <summary>The boot in which the run folder was last used: after another one nothing in it is alive.</summary>
    public string BootFile => Path.Combine(RunDirectory, "boot");

    /// <summary>The folder itself, or a short one named after it where sockets below it would have too long a path.</summary>
    public static PrivateEnginePaths Of(string directory, string shortParent = "/run")
    {
        directory = Path.GetFullPath(directory);
        var run = Path.Combine(directory, "run");
        if (Encoding.UTF8.GetByteCount(Path.Combine(run, LongestSocket)) > LongestSocketPath)
            run = Path.Combine(shortParent, $"dataspec-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..12]}");
        return new PrivateEnginePaths(directory, run);
    }
}
