using System.Security.Cryptography;
using DataSpec.Operations.Backups.Restoring;

namespace DataSpec.Operations.Backups.Receiving;

/// <summary>A backup and the log after it, looked through: a restore to the moment will find everything it needs.</summary>
/// <param name="From">The backup's directory.</param>
public sealed record PreparedLog(string From, RecoveryTarget Target) : IDisposable
{
    /// <summary>What stays when the process is killed is what its <c>--resume</c> needs.</summary>
    public void Dispose() => Delete(Target.LogDirectory);

    /// <summary>What killed runs left that nothing needs any more.</summary>
    public static void RemoveAll(StackRoot root) => Delete(Folder(root));

    /// <summary>An empty directory that the server's user may read.</summary>
    internal static string Make(StackRoot root, (uint User, uint Group) owner)
    {
        BackupTarget.MakePrivate(root.State);
        var directory = Path.Combine(Folder(root), RandomNumberGenerator.GetHexString(8, lowercase: true));
        Directory.CreateDirectory(directory);
        ProofScratch.Give(directory, owner);
        return directory;
    }

    static string Folder(StackRoot root) => Path.Combine(root.State, "log");

    static void Delete(string directory)
    {
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }
}
