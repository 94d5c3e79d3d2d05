using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>Unpacks the other directories beside the data and gives everything its owner, as a container's root.</summary>
sealed class RestoreFiles(BackupSidecars sidecars, StackRoot root)
{
    /// <summary>Who owns the cluster on this machine.</summary>
    public static (uint User, uint Group) PostgresOwner { get; } =
        DataDirectories.Layout(airflowUid: 0).First(directory => directory.Name is "data/postgres") is { User: { } user, Group: { } group } ? (user, group) : (999, 999);

    /// <exception cref="DataSpecException">An archive cannot be unpacked.</exception>
    public async Task RunAsync(string id, RestorePlan plan, string staged, CancellationToken ct)
    {
        ImmutableArray<ArchivedDirectory> archives = plan.Has(RestorePart.Files) ? plan.Manifest.Archives : [];
        var owner = plan.Has(RestorePart.Postgres) ? $"{PostgresOwner.User}:{PostgresOwner.Group}" : "";
        const string Script =
            """
            set -e
            postgres=$1 from=$2 to=$3; shift 3
            for archive; do tar --numeric-owner --xattrs --acls --same-owner --same-permissions -xf "/backup/$archive" -C /new; done
            [ -z "$postgres" ] || chown -R "$postgres" /new/data/postgres
            [ -z "$from" ] || [ ! -d /new/data/airflow ] || find /new/data/airflow -uid "$from" -exec chown -h "$to" {} +
            """;
        var result = await sidecars.RunAsync(
            new Sidecar($"{id}-files", plan.Image.Id, "sh",
                ["-c", Script, "sh", owner, plan.OtherAirflowUid?.ToString(CultureInfo.InvariantCulture) ?? "", plan.Settings.Airflow.Uid.ToString(CultureInfo.InvariantCulture),
                    .. archives.Select(archive => archive.Archive)])
            {
                User = "0:0",
                Capabilities = ["DAC_OVERRIDE", "DAC_READ_SEARCH", "CHOWN", "FOWNER", "FSETID"],
                Mounts = [Sidecar.Bind(staged, "/new"), Sidecar.Bind(plan.Backup.Layout.Directory, "/backup", readOnly: true)],
            },
            onLine: null, ct);
        if (!result.Succeeded)
        {
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The files of the backup cannot be unpacked: {result.LastWords()}")
            {
                LeftAsItWas = "The stack and its data are as before.",
                NextStep = $"df -h '{root.Data}', then the same command",
            };
        }
    }

    /// <summary>Configuration belongs to whom the checkout belongs.</summary>
    public void CopyConfig(RestorePlan plan, string staged)
    {
        if (!plan.Has(RestorePart.Config))
            return;
        foreach (var folder in plan.Entries.Select(entry => entry.Path).Where(path => ConfigCopy.Folders.Contains(path, StringComparer.Ordinal)))
        {
            var to = Path.Combine(staged, folder);
            ConfigCopy.Copy(new DirectoryInfo(Path.Combine(plan.Backup.Layout.Config, folder)), to);
            if (OperatingSystem.IsLinux() && Posix.EffectiveUser == 0 && Posix.OwnerOf(root.Directory) is { } owner)
            {
                Posix.Own(to, owner.User, owner.Group);
                BackupOwner.Spread(to);
            }
        }
    }
}
