using System.Collections.Immutable;

namespace DataSpec.Operations.Backups;

/// <summary>The directories of <c>data</c> that are not Postgres, as archives that keep owners on any file system.</summary>
sealed class StateArchives(BackupSidecars sidecars, StackRoot root, string image)
{
    /// <summary>Airflow's logs are taken up to this size; more only when asked for.</summary>
    const long MostLogBytes = 1L << 30;

    /// <summary>Below <c>data</c>; taken into every backup where they are there.</summary>
    public static readonly ImmutableArray<string> Always = ["airflow/dlt", "superset", "pgadmin", "logging/grafana"];

    /// <summary>What would be taken: directories below the root, and their bytes as far as this user may see them.</summary>
    public (ImmutableArray<ArchivedDirectory> Archives, long Bytes) Plan(bool withLogs)
    {
        List<string> names = [.. Always];
        if (withLogs || Size("airflow/logs") <= MostLogBytes)
            names.Add("airflow/logs");
        if (withLogs)
            names.Add("logging/loki");
        var present = names.Where(name => Directory.Exists(Path.Combine(root.Data, name))).ToArray();
        return ([.. present.Select(name => new ArchivedDirectory($"data/{name}", $"{BackupLayout.FilesName}/{name.Replace('/', '-')}.tar"))], present.Sum(Size));
    }

    /// <summary>Writes them as a container's root, who may read what the services own, and gives them to the backup's owner.</summary>
    /// <exception cref="DataSpecException">A directory could not be read, or the target is full.</exception>
    public async Task WriteAsync(BackupLayout backup, ImmutableArray<ArchivedDirectory> archives, string owner, CancellationToken ct)
    {
        if (archives.IsEmpty)
            return;
        // Exit code 1 of tar: a file changed while it was read, which is the nature of logs.
        const string Script =
            """
            owner=$1; shift
            while [ $# -gt 0 ]; do
                tar --numeric-owner --xattrs --acls --warning=no-file-changed --warning=no-file-ignored -C /stack -cf "/backup/$2" "$1"
                code=$?; [ $code -le 1 ] || exit $code
                chown "$owner" "/backup/$2" || exit 9; chmod 600 "/backup/$2"
                shift 2
            done
            """;
        var result = await sidecars.RunAsync(
            new Sidecar($"{backup.Id}-files", image, "sh", ["-c", Script, "sh", owner, .. archives.SelectMany(archive => new[] { archive.Directory, archive.Archive })])
            {
                User = "0:0",
                Capabilities = ["DAC_OVERRIDE", "DAC_READ_SEARCH", "CHOWN", "FOWNER"],
                Mounts = [Sidecar.Bind(root.Data, "/stack/data", readOnly: true), Sidecar.Bind(backup.Files, $"/backup/{BackupLayout.FilesName}")],
            },
            onLine: null, ct);
        if (!result.Succeeded)
        {
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The data directories cannot be archived: {result.LastWords()}")
            {
                LeftAsItWas = "The stack runs as before; what was written of this backup is deleted.",
                NextStep = "df -h, then ./build.sh Backup",
            };
        }
    }

    long Size(string name)
    {
        var directory = new DirectoryInfo(Path.Combine(root.Data, name));
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return directory.Exists ? directory.EnumerateFiles("*", options).Sum(file => file.Length) : 0;
    }
}
