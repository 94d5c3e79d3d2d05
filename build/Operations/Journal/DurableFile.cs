using System.Text;

namespace DataSpec.Operations.Journal;

/// <summary>Writes a file so that after a crash either the old or the new content is there, whole.</summary>
public static class DurableFile
{
    /// <summary>Written beside, flushed to the disk, then renamed over. Run by root, an old file keeps its owner and a new one gets its directory's.</summary>
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

    /// <summary>What root writes for a person stays theirs: a new file gets the owner of its directory.</summary>
    static void KeepOwner(string old, string part)
    {
        if (!OperatingSystem.IsLinux() || Posix.EffectiveUser != 0)
            return;
        if ((Posix.OwnerOf(old) ?? Posix.OwnerOf(Path.GetDirectoryName(old)!)) is { } owner && owner is not { User: 0, Group: 0 })
            Posix.Own(part, owner.User, owner.Group);
    }
}
