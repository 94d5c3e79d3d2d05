using System.Security.Cryptography;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups.Forms;

/// <summary>Where a backup is plain for a while, on the disk of <c>data</c>: below <c>data/.dataspec/forms</c>, private, removed by the next run at the latest.</summary>
sealed class FormScratch : IDisposable
{
    FormScratch(string directory, string owner) => (Directory, Owner) = (directory, owner);

    public string Directory { get; }

    /// <summary>Whose what is in it shall be, as <c>uid:gid</c>.</summary>
    public string Owner { get; }

    public (uint User, uint Group) OwnerIds => Owner.Split(':') is [var user, var group]
        ? (uint.Parse(user, System.Globalization.CultureInfo.InvariantCulture), uint.Parse(group, System.Globalization.CultureInfo.InvariantCulture))
        : default;

    public static FormScratch Make(StackRoot root)
    {
        BackupTarget.MakePrivate(Root(root));
        var directory = Path.Combine(Root(root), RandomNumberGenerator.GetHexString(8, lowercase: true));
        BackupTarget.MakePrivate(directory);
        return new(directory, BackupOwner.Claim(directory, root));
    }

    /// <summary>Different each time: containers of a run that died may still end.</summary>
    public string Name => Path.GetFileName(Directory);

    /// <summary>The place of a plain backup in it; the name of a backup is that of its directory.</summary>
    public BackupLayout Of(string id) => BackupLayout.Of(Directory, id);

    /// <exception cref="DataSpecException">Less room on the disk of <c>data</c> than is needed.</exception>
    public static void RequireRoom(StackRoot root, long needed, string what, string next)
    {
        System.IO.Directory.CreateDirectory(root.State);
        if (OperatingSystem.IsLinux() && Posix.RoomAt(root.State) is { } room && room.FreeBytes < needed)
        {
            throw new DataSpecException(
                ExitCode.RequirementMissing,
                $"{what} takes {ProgressText.Size(needed)} in '{root.State}' for a while, which has {ProgressText.Size(room.FreeBytes)} free: {ProgressText.Size(needed - room.FreeBytes)} are missing.")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = $"Free room on that disk, then {next}",
            };
        }
    }

    public void Dispose()
    {
        if (System.IO.Directory.Exists(Directory))
            System.IO.Directory.Delete(Directory, recursive: true);
    }

    /// <summary>What killed runs left.</summary>
    public static void RemoveAll(StackRoot root)
    {
        if (System.IO.Directory.Exists(Root(root)))
            System.IO.Directory.Delete(Root(root), recursive: true);
    }

    static string Root(StackRoot root) => Path.Combine(root.State, "forms");
}
