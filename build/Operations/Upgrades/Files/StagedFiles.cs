using System.Collections.Immutable;
using System.Text;

namespace DataSpec.Operations.Upgrades.Files;

/// <summary>Writes a merged set of files beside the checkout.</summary>
sealed class StagedFiles(StackRoot root)
{
    const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    const UnixFileMode Plain = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    const UnixFileMode Folder = Plain | Execute;

    /// <summary>Under another name first: the folder appears when all of it is on the disk.</summary>
    public void Write(ImmutableSortedDictionary<string, ReleaseFile> files, string directory)
    {
        var part = $"{Path.GetFullPath(directory)}.part";
        try
        {
            if (Path.Exists(directory))
                throw new IOException("it exists already");
            if (Directory.Exists(part))
                Directory.Delete(part, recursive: true);
            Directory.CreateDirectory(part);
            foreach (var folder in ReleaseFolder.Parts)
                MakeFolder(part, folder);
            foreach (var file in files.Values)
                WriteOne(file, part);
            if (OperatingSystem.IsLinux())
                Posix.FlushFileSystem(part);
            Directory.Move(part, directory);
            if (OperatingSystem.IsLinux())
                Posix.FlushDirectory(Path.GetDirectoryName(Path.GetFullPath(directory))!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(part))
                Directory.Delete(part, recursive: true);
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The merged files cannot be written to '{directory}': {error.Message}", error)
            {
                LeftAsItWas = "The files of the checkout are untouched.",
                NextStep = $"df -h '{Path.GetDirectoryName(Path.GetFullPath(directory))}'",
            };
        }
    }

    void WriteOne(ReleaseFile file, string part)
    {
        var path = Path.Combine(part, file.Path);
        MakeFolder(part, Path.GetDirectoryName(file.Path)!);
        if (file.IsLink)
        {
            File.CreateSymbolicLink(path, Encoding.UTF8.GetString(file.Content));
            return;
        }

        // From the disk to the disk where it stays as it is: people keep large things among their own files.
        if (file.Source is { } source)
            File.Copy(source, path);
        else
            File.WriteAllBytes(path, file.Content);
        if (OperatingSystem.IsWindows())
            return;
        var mode = File.Exists(Live(file.Path)) ? File.GetUnixFileMode(Live(file.Path)) & ~Execute : Plain;
        File.SetUnixFileMode(path, file.IsExecutable ? mode | ((UnixFileMode)(((int)mode & 0x124) >> 2)) : mode);
        KeepOwner(file.Path, path);
    }

    void MakeFolder(string part, string folder)
    {
        var path = Path.Combine(part, folder);
        if (Directory.Exists(path))
            return;
        if (Path.GetDirectoryName(folder) is { Length: > 0 } parent)
            MakeFolder(part, parent);
        Directory.CreateDirectory(path);
        if (OperatingSystem.IsWindows())
            return;
        File.SetUnixFileMode(path, Directory.Exists(Live(folder)) ? File.GetUnixFileMode(Live(folder)) : Folder);
        KeepOwner(folder, path);
    }

    /// <summary>What root writes for a person stays theirs; what is new gets the owner of the checkout.</summary>
    void KeepOwner(string relative, string path)
    {
        if (OperatingSystem.IsLinux() && Posix.EffectiveUser == 0 && (Posix.OwnerOf(Live(relative)) ?? Posix.OwnerOf(root.Directory)) is { } owner)
            Posix.Own(path, owner.User, owner.Group);
    }

    string Live(string relative) => Path.Combine(root.Directory, relative);
}
