namespace DataSpec.Operations.Backups.Restoring;

/// <summary>Moves a directory where one rename cannot: <c>data</c> may be a disk of its own, the checkout beside it is not. Whatever interrupts it, <see cref="Settle"/> knows which copy is whole.</summary>
static class DiskChange
{
    // Whole only where the other name below stands beside it.
    const string Coming = ".moving";
    // The move is decided: the copy is whole and flushed.
    const string Gone = ".moved";

    // EXDEV, errno(3) of Linux.
    const int OtherDevice = 18;

    /// <summary>True for what a rename to another disk fails with.</summary>
    public static bool IsNeeded(IOException refused) => refused.HResult == OtherDevice;

    /// <summary>With links, modes and owners; not for data, of which there may be too much.</summary>
    /// <exception cref="IOException">It could not be copied; nothing was moved.</exception>
    public static void Move(string from, string to)
    {
        try
        {
            Copy(new DirectoryInfo(from), to + Coming);
            Flush(to + Coming);
        }
        catch
        {
            Delete(to + Coming);
            throw;
        }

        Directory.Move(from, from + Gone);
        FlushParent(from);
        Finish(from, to);
    }

    /// <summary>Ends a move between these places that was interrupted, or forgets one that had not been decided.</summary>
    /// <param name="places">All names that one directory may have; at most one move between them has begun.</param>
    public static void Settle(params ReadOnlySpan<string> places)
    {
        string? from = null, to = null;
        foreach (var place in places)
        {
            from = Directory.Exists(place + Gone) ? place : from;
            to = Directory.Exists(place + Coming) ? place : to;
        }

        if (from is not null)
            Finish(from, to);
        else if (to is not null)
            Delete(to + Coming);
    }

    /// <param name="to">Null where it is there already.</param>
    static void Finish(string from, string? to)
    {
        if (to is not null)
        {
            Directory.Move(to + Coming, to);
            FlushParent(to);
        }

        Delete(from + Gone);
    }

    static void Copy(DirectoryInfo from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var entry in from.EnumerateFileSystemInfos())
        {
            var copy = Path.Combine(to, entry.Name);
            if (entry.LinkTarget is { } target)
                File.CreateSymbolicLink(copy, target);
            else if (entry is DirectoryInfo folder)
                Copy(folder, copy);
            else
                TakeOwner(((FileInfo)entry).CopyTo(copy), entry);
        }

        TakeOwner(new DirectoryInfo(to), from);
    }

    static void TakeOwner(FileSystemInfo copy, FileSystemInfo original)
    {
        if (OperatingSystem.IsWindows())
            return;
        copy.UnixFileMode = original.UnixFileMode;
        if (OperatingSystem.IsLinux() && Posix.EffectiveUser == 0 && Posix.OwnerOf(original.FullName) is { } owner)
            Posix.Own(copy.FullName, owner.User, owner.Group);
    }

    static void Delete(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }

    static void Flush(string directory)
    {
        if (OperatingSystem.IsLinux())
            Posix.FlushFileSystem(directory);
    }

    static void FlushParent(string path)
    {
        if (OperatingSystem.IsLinux())
            Posix.FlushDirectory(Path.GetDirectoryName(path)!);
    }
}
