using System.Security.Cryptography;

namespace DataSpec.Operations.Backups;

/// <summary>Where a proof writes: below <c>data/.dataspec/proof</c>, and a short path for the socket, of which no longer one is allowed.</summary>
sealed record ProofScratch(string Directory, string Socket)
{
    const string SocketNote = "socket";

    public string Upper => Path.Combine(Directory, "upper");

    public string Work => Path.Combine(Directory, "work");

    /// <summary>The folder of proofs.</summary>
    const string Proofs = "proof";

    static string Root(StackRoot root, string folder) => Path.Combine(root.State, folder);

    /// <summary>Empty directories of this owner; a blank file of rules that let the socket's owner in.</summary>
    /// <param name="folder">Below <c>data/.dataspec</c>; each kind of work removes what its own killed runs left.</param>
    public static ProofScratch Make(StackRoot root, string id, (uint User, uint Group) owner, string folder = Proofs)
    {
        var scratch = new ProofScratch(Path.Combine(Root(root, folder), id), Path.Combine(Path.GetTempPath(), $"dataspec-{RandomNumberGenerator.GetHexString(8, lowercase: true)}"));
        BackupTarget.MakePrivate(Root(root, folder));
        System.IO.Directory.CreateDirectory(scratch.Directory);
        File.WriteAllText(Path.Combine(scratch.Directory, SocketNote), scratch.Socket);
        foreach (var path in new[] { scratch.Upper, scratch.Work, scratch.Socket })
        {
            BackupTarget.MakePrivate(path);
            Give(path, owner);
        }

        var rules = Path.Combine(scratch.Socket, "pg_hba.conf");
        File.WriteAllText(rules, "local all all trust\n");
        Give(rules, owner);
        return scratch;
    }

    public void Remove()
    {
        Delete(Socket);
        Delete(Directory);
    }

    /// <summary>What killed runs left, as far as this user may delete it.</summary>
    public static void RemoveAll(StackRoot root, string folder = Proofs)
    {
        if (!System.IO.Directory.Exists(Root(root, folder)))
            return;
        foreach (var left in System.IO.Directory.EnumerateDirectories(Root(root, folder)).ToArray())
        {
            var note = Path.Combine(left, SocketNote);
            if (File.Exists(note) && File.ReadAllText(note) is { } socket && Path.GetFileName(socket).StartsWith("dataspec-", StringComparison.Ordinal))
                Delete(socket);
            try
            {
                Delete(left);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // A few bytes that only root may delete are no reason to do nothing: Reset takes them away with data.
            }
        }
    }

    public static void Give(string path, (uint User, uint Group) owner)
    {
        if (OperatingSystem.IsLinux() && Posix.EffectiveUser == 0)
            Posix.Own(path, owner.User, owner.Group);
    }

    static void Delete(string path)
    {
        if (!System.IO.Directory.Exists(path))
            return;
        try
        {
            System.IO.Directory.Delete(path, recursive: true);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            // The kernel leaves a directory of its own, without any rights, in an overlay's work directory; an empty one may be removed by
            // the owner of the directory above it.
            var work = System.IO.Path.Combine(path, "work");
            foreach (var inner in System.IO.Directory.Exists(work) ? System.IO.Directory.GetDirectories(work) : [])
                System.IO.Directory.Delete(inner, recursive: false);
            System.IO.Directory.Delete(path, recursive: true);
        }
    }
}
