using DataSpec.Operations.Journal;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Upgrades.Files;

/// <summary>The files of the deployed release as they were shipped, kept in <c>data/.dataspec/release</c> for the next merge.</summary>
public static class ReleaseRecord
{
    const string FromFile = "from.txt";

    static string Directory(StackRoot root) => Path.Combine(root.State, "release");

    static string Before(StackRoot root) => Path.Combine(root.State, "release.before");

    /// <summary>Keeps the files of this release, and those of the one before for <see cref="Return"/>.</summary>
    /// <param name="release">The folder that was merged; its files are as shipped.</param>
    /// <exception cref="DataSpecException">They cannot be read or written; the record is then what it was.</exception>
    public static void Save(StackRoot root, string release)
    {
        var next = $"{Directory(root)}.next";
        if (System.IO.Directory.Exists(next))
            System.IO.Directory.Delete(next, recursive: true);
        System.IO.Directory.CreateDirectory(root.State);
        new StagedFiles(new StackRoot(release)).Write(ReleaseFolder.Read(release), next);
        DurableFile.Write(Path.Combine(next, FromFile), Path.GetFullPath(release) + "\n", EnvFile.PrivateMode);
        Forget(root);
        System.IO.Directory.Move(next, Directory(root));
    }

    /// <summary>Where the files here changed otherwise than by a merge, as by <c>git pull</c>: the record says nothing about them any more.</summary>
    public static void Forget(StackRoot root)
    {
        if (System.IO.Directory.Exists(Before(root)))
            System.IO.Directory.Delete(Before(root), recursive: true);
        if (System.IO.Directory.Exists(Directory(root)))
            System.IO.Directory.Move(Directory(root), Before(root));
        else
            System.IO.Directory.CreateDirectory(Before(root));
    }

    /// <summary>For a rollback: as it was before the last <see cref="Save"/> or <see cref="Forget"/>; a second time it changes nothing.</summary>
    public static void Return(StackRoot root)
    {
        if (!System.IO.Directory.Exists(Before(root)))
            return;
        if (System.IO.Directory.Exists(Directory(root)))
            System.IO.Directory.Delete(Directory(root), recursive: true);
        if (File.Exists(Path.Combine(Before(root), FromFile)))
            System.IO.Directory.Move(Before(root), Directory(root));
        else
            System.IO.Directory.Delete(Before(root), recursive: true);
    }

    /// <summary>Null where no merge was recorded.</summary>
    internal static ShippedFiles? Read(StackRoot root)
    {
        var from = Path.Combine(Directory(root), FromFile);
        return File.Exists(from) ? new($"the release of the last upgrade ({File.ReadAllText(from).Trim()})", ReleaseFolder.Read(Directory(root))) : null;
    }
}
