using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace DataSpec.Operations;

/// <summary>Owner, group and permission bits of a file.</summary>
sealed record FileOwner(uint User, uint Group, UnixFileMode Mode)
{
    public override string ToString() => $"owner {User}:{Group}, mode {Convert.ToString((int)Mode, 8).PadLeft(4, '0')}";
}

/// <summary>Room on the file system of a path: bytes and inodes that an ordinary user may still take.</summary>
sealed record FileSystemRoom(long FreeBytes, long TotalBytes, long FreeInodes, long TotalInodes);

/// <summary>The few system calls that .NET has no method for; Linux on 64 bits.</summary>
[SupportedOSPlatform("linux")]
static class Posix
{
    public const int Terminate = 15;
    public const int Kill = 9;

    const int CloseOnExec = 0x80000;
    const int CurrentDirectory = -100;
    const uint OwnerModeMask = 0x1F;
    const uint InodeMask = 0x100;
    const uint MountMask = 0x1000;

    public static uint EffectiveUser => GetEffectiveUser();

    /// <summary>False where the process is gone or belongs to somebody else.</summary>
    public static bool Signal(int process, int signal) => SendSignal(process, signal) == 0;

    /// <summary>Opens without the shared lock that .NET would ask for: a locked file can be read, a directory opened.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle OpenForReading(string path)
    {
        var handle = new SafeFileHandle(Open(path, CloseOnExec), ownsHandle: true);
        return handle.IsInvalid ? throw Failure("open", path) : handle;
    }

    /// <summary>The path with every link on the way resolved.</summary>
    /// <exception cref="IOException">It does not exist or may not be opened.</exception>
    public static string RealPathOf(string path)
    {
        using var handle = OpenForReading(path);
        return new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget ?? path;
    }

    /// <summary>Makes a rename in this directory survive a loss of power.</summary>
    public static void FlushDirectory(string path)
    {
        using var handle = OpenForReading(path);
        // Some file systems refuse to sync a directory (EINVAL); they have no promise to keep then.
        _ = Sync(handle);
    }

    /// <summary>Of the link's target; null where there is none.</summary>
    public static FileOwner? OwnerOf(string path)
    {
        var buffer = new uint[64];
        if (Statx(CurrentDirectory, path, 0, OwnerModeMask, buffer) != 0)
            return null;
        // struct statx: uid at byte 20, gid at 24, mode at 28 on every architecture.
        return new(buffer[5], buffer[6], (UnixFileMode)(buffer[7] & 0xFFF));
    }

    /// <summary>Tells mounts apart, those of one file system too: a rename from one to the other is refused. Null where there is none.</summary>
    public static (uint Major, uint Minor, ulong Mount)? MountOf(string path)
    {
        var buffer = new uint[64];
        if (Statx(CurrentDirectory, path, 0, MountMask, buffer) != 0)
            return null;
        // struct statx: device at bytes 136 and 140, number of the mount at 144 (zero before Linux 5.8).
        return (buffer[34], buffer[35], buffer[36] | ((ulong)buffer[37] << 32));
    }

    /// <summary>Tells one directory or file from every other of this machine, also where another one takes its name; null where there is none.</summary>
    public static (uint Major, uint Minor, ulong Inode)? IdentityOf(string path)
    {
        var buffer = new uint[64];
        if (Statx(CurrentDirectory, path, 0, InodeMask, buffer) != 0)
            return null;
        // struct statx: inode at byte 32, device at 136 and 140.
        return (buffer[34], buffer[35], buffer[8] | ((ulong)buffer[9] << 32));
    }

    /// <summary>True where reading from this pipe would not wait: bytes are there, or its end.</summary>
    public static bool HasInput(SafeHandle pipe)
    {
        const short Readable = 1;
        var request = new PollRequest { File = (int)pipe.DangerousGetHandle(), Events = Readable };
        return PollFile(ref request, 1, timeout: 0) > 0;
    }

    /// <summary>Brings all that was written to the file system of this path to the disk.</summary>
    public static void FlushFileSystem(string path)
    {
        using var handle = OpenForReading(path);
        if (SyncFileSystem(handle) != 0)
            throw Failure("syncfs", path);
    }

    /// <summary>False for a directory, pipe, socket or device; of the link's target.</summary>
    public static bool IsRegularFile(string path)
    {
        var buffer = new uint[64];
        return Statx(CurrentDirectory, path, 0, OwnerModeMask, buffer) == 0 && (buffer[7] & 0xF000) == 0x8000;
    }

    /// <summary>Gives a file or directory, not what is in it, to this user and group.</summary>
    /// <exception cref="IOException">The caller may not.</exception>
    public static void Own(string path, uint user, uint group)
    {
        if (ChangeOwner(path, user, group) != 0)
            throw Failure("chown", path);
    }

    /// <summary>Makes a pipe that has a name, for its owner alone.</summary>
    /// <exception cref="IOException">It exists, or the file system has none.</exception>
    public static void MakePipe(string path)
    {
        if (MakeFifo(path, 0x180) != 0)
            throw Failure("mkfifo", path);
    }

    /// <summary>Lets the kernel forget what it holds of a file in memory, so that it is read from the disk again; a hint.</summary>
    public static void Forget(string path)
    {
        const int DontNeed = 4;
        using var handle = OpenForReading(path);
        _ = Advise(handle, 0, 0, DontNeed);
    }

    /// <summary>Null where the path does not exist.</summary>
    public static FileSystemRoom? RoomAt(string path)
    {
        var buffer = new ulong[32];
        if (StatFileSystem(path, buffer) != 0)
            return null;
        // struct statvfs: bsize, frsize, blocks, bfree, bavail, files, ffree, favail, each of 8 bytes on 64 bits.
        var fragment = (long)buffer[1];
        return new((long)buffer[4] * fragment, (long)buffer[2] * fragment, (long)buffer[7], (long)buffer[5]);
    }

    static IOException Failure(string call, string path) =>
        new($"{call} '{path}': {Marshal.GetLastPInvokeErrorMessage()}", Marshal.GetLastPInvokeError());

    [StructLayout(LayoutKind.Sequential)]
    struct PollRequest
    {
        public int File;
        public short Events;
        public short Answer;
    }

    [DllImport("libc", EntryPoint = "poll")]
    static extern int PollFile(ref PollRequest request, nuint count, int timeout);

    [DllImport("libc", EntryPoint = "geteuid")]
    static extern uint GetEffectiveUser();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    static extern int SendSignal(int process, int signal);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    static extern int Sync(SafeFileHandle file);

    [DllImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    static extern int SyncFileSystem(SafeFileHandle file);

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
    static extern int ChangeOwner([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint user, uint group);

    [DllImport("libc", EntryPoint = "mkfifo", SetLastError = true)]
    static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);

    [DllImport("libc", EntryPoint = "posix_fadvise")]
    static extern int Advise(SafeFileHandle file, long offset, long length, int advice);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    static extern int Statx(int directory, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, [Out] uint[] buffer);

    [DllImport("libc", EntryPoint = "statvfs", SetLastError = true)]
    static extern int StatFileSystem([MarshalAs(UnmanagedType.LPUTF8Str)] string path, [Out] ulong[] buffer);
}
