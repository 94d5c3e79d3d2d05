namespace DataSpec.Operations.Backups;

/// <summary>The one user that all files of a backup belong to: the person who makes it, or for root the user that the server runs as.</summary>
static class BackupOwner
{
    /// <summary>The server's user in the images, where there is no data directory to ask.</summary>
    const uint Server = 999;

    /// <summary>Who owns a cluster's directory; the server's user in the images where that is root, or not known.</summary>
    public static (uint User, uint Group) OfCluster(string directory) =>
        OperatingSystem.IsLinux() && Posix.OwnerOf(directory) is { User: not 0 } owner ? (owner.User, owner.Group) : (Server, Server);

    /// <summary>Gives a new directory its owner and says who that is, as <c>uid:gid</c>.</summary>
    public static string Claim(string directory, StackRoot root)
    {
        if (!OperatingSystem.IsLinux())
            return "0:0";
        if (Posix.EffectiveUser == 0)
        {
            var server = OfCluster(Path.Combine(root.Data, "postgres"));
            TryOwn(directory, server.User, server.Group);
        }

        var owner = Posix.OwnerOf(directory)!;
        return $"{owner.User}:{owner.Group}";
    }

    /// <summary>Gives everything below to the directory's owner; needed for what root wrote.</summary>
    public static void Spread(string directory)
    {
        if (!OperatingSystem.IsLinux() || Posix.EffectiveUser != 0 || Posix.OwnerOf(directory) is not { User: not 0 } owner)
            return;
        foreach (var path in BackupFiles.Walk(directory).Select(entry => Path.Combine(directory, entry.Path)))
        {
            if (Posix.OwnerOf(path) is { } found && (found.User, found.Group) != (owner.User, owner.Group))
                Posix.Own(path, owner.User, owner.Group);
        }
    }

    /// <summary>True where the file system keeps permission bits.</summary>
    public static bool KeepsModes(string directory) => OperatingSystem.IsLinux() && Posix.OwnerOf(directory) is { Mode: (UnixFileMode)0x1C0 };

    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    static void TryOwn(string directory, uint user, uint group)
    {
        try
        {
            Posix.Own(directory, user, group);
        }
        catch (IOException)
        {
            // A file system without owners, or a share that trusts no root: the files belong to whom it says.
        }
    }
}
