using System.Text;

namespace DataSpec.Operations.Journal;

/// <summary>Writes a file so that after a crash either the old or the new content is there, whole.</summary>
public static class DurableFile
{
    /// <summary>Written beside, flushed to the disk, then renamed over; a file that was there keeps its owner.</summary>
    /// <exception cref="IOException">The directory is missing, full or read-only; the old file is untouched then.</exception>
    public static void Write(string path, string content, UnixFileMode mode) => Write(path, new UTF8Encoding(false).GetBytes(content), mode);

    /// <inheritdoc cref="Write(string, string, UnixFileMode)"/>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        // A link is written through, or the rename would replace the link by a file.
        var target = new FileInfo(path) is { LinkTarget: not null } link
            ? link.ResolveLinkTarget(returnFinalTarget: true)!.FullName
            : Path.GetFullPath(path);
        var part = $"{target}.{Environment.ProcessId}.part";
        try
        {
            File.Delete(part);
            using (var stream = new FileStream(part, Options(mode)))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            KeepOwner(target, part);
            File.Move(part, target, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }

        if (OperatingSystem.IsLinux())
            Posix.FlushDirectory(Path.GetDirectoryName(target)!);
    }

    static FileStreamOptions Options(UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        return options;
    }

    static void KeepOwner(string old, string part)
    {
        if (!OperatingSystem.IsLinux() || Posix.OwnerOf(old) is not { } owner)
            return;
        if (Posix.OwnerOf(part) is { } mine && mine.User == owner.User && mine.Group == owner.Group)
            return;
        // Only root can give a file away; anyone else who got here replaces a foreign file and becomes its owner.
        if (Posix.EffectiveUser == 0)
            Posix.Own(part, owner.User, owner.Group);
    }
}
