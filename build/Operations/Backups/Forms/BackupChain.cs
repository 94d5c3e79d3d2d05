using System.Collections.Immutable;

namespace DataSpec.Operations.Backups.Forms;

/// <summary>One backup of a chain.</summary>
sealed record ChainLink(BackupLayout Backup, BackupManifest Manifest);

/// <summary>What an incremental backup builds on.</summary>
static class BackupChain
{
    /// <summary>From the full backup to this one; of a backup that stands alone itself. Manifests are read, files are not.</summary>
    /// <exception cref="BackupDamagedException">One is missing, damaged, or not the one that was continued; it is named.</exception>
    public static ImmutableArray<ChainLink> Read(BackupLayout backup, BackupManifest manifest)
    {
        var links = new Stack<ChainLink>([new(backup, manifest)]);
        while (links.Peek().Manifest.Parent is { } parent)
        {
            var link = new BackupLayout(Path.Combine(Path.GetDirectoryName(backup.Directory)!, parent.Id));
            var found = ReadLink(link);
            if (found.Checksum != parent.Manifest)
                throw Broken($"the backup '{parent.Id}' that it continues is not the one that it continued");
            links.Push(new(link, found));
        }

        return manifest.Parent is null || links.SkipLast(1).Select(link => link.Backup.Id).SequenceEqual(manifest.Parent.Chain, StringComparer.Ordinal)
            ? [.. links]
            : throw Broken($"{BackupLayout.ManifestName} names another chain than its parents do");
    }

    static BackupManifest ReadLink(BackupLayout link)
    {
        try
        {
            return ManifestText.Read(link);
        }
        catch (BackupDamagedException damage)
        {
            throw Broken(Directory.Exists(link.Directory)
                ? $"the backup '{link.Id}' that it continues is damaged: {damage.Reason}"
                : $"the backup '{link.Id}' that it continues is missing");
        }
    }

    static BackupDamagedException Broken(string reason) => new(BackupDamage.Chain, reason);
}
