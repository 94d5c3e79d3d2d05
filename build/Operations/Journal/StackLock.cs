using System.Text;

namespace DataSpec.Operations.Journal;

/// <summary>Lets one changing run at a time work on a stack: an advisory lock on <c>data/.dataspec/lock</c> that the kernel drops with the process.</summary>
/// <remarks>Targets that only read do not take it. .NET opens files close-on-exec, so no child keeps the lock alive.</remarks>
public sealed class StackLock : IDisposable
{
    readonly FileStream _file;

    StackLock(FileStream file) => _file = file;

    public static string PathIn(StackRoot root) => Path.Combine(root.State, "lock");

    /// <summary>Takes the lock at once or not at all; disposing gives it back.</summary>
    /// <param name="root">The stack.</param>
    /// <param name="command">What a second run shows as the reason, without secrets: the invoked targets.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="StackLockedException">Another run holds it.</exception>
    /// <exception cref="DataSpecException">With exit code 3: <c>data</c> cannot be written by this user.</exception>
    public static StackLock Take(StackRoot root, string command, TimeProvider time)
    {
        var path = PathIn(root);
        try
        {
            Directory.CreateDirectory(root.State);
            return Take(path, command, time);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new DataSpecException(ExitCode.RequirementMissing, $"'{path}' cannot be written by this user.", error)
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = $"Run as the user that owns '{root.Data}', or: sudo chown \"$(id -u)\" '{root.Data}' '{root.State}'",
            };
        }
    }

    /// <summary>Who holds the lock now; null where nobody does. Does not touch the lock itself.</summary>
    public static LockHolder? HolderIn(StackRoot root)
    {
        var path = PathIn(root);
        return File.Exists(path) && LockHolder.FromJson(ReadLocked(path)) is { IsRunning: true } holder ? holder : null;
    }

    public void Dispose()
    {
        _file.SetLength(0);
        _file.Dispose();
    }

    static StackLock Take(string path, string command, TimeProvider time)
    {
        var file = Open(path);
        var holder = LockHolder.OfThisProcess(command, time.GetLocalNow());
        try
        {
            file.SetLength(0);
            file.Write(Encoding.UTF8.GetBytes(holder.ToJson()));
            file.Flush();
        }
        catch (IOException)
        {
            // On a full disk the lock still locks; it only cannot say who holds it.
        }

        return new StackLock(file);
    }

    static FileStream Open(string path)
    {
        try
        {
            // FileShare.None is flock(LOCK_EX | LOCK_NB); the file itself is never deleted, or two runs could lock two of them.
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException error) when (File.Exists(path))
        {
            throw new StackLockedException(LockHolder.FromJson(ReadLocked(path)), path, error);
        }
    }

    static string ReadLocked(string path)
    {
        if (!OperatingSystem.IsLinux())
            return "";
        using var handle = Posix.OpenForReading(path);
        Span<byte> buffer = stackalloc byte[4096];
        return Encoding.UTF8.GetString(buffer[..RandomAccess.Read(handle, buffer, 0)]);
    }
}

/// <summary>Another run works on this stack.</summary>
public sealed class StackLockedException : DataSpecException
{
    internal StackLockedException(LockHolder? holder, string path, Exception innerException)
        : base(ExitCode.Locked, $"Another run works on this stack: {holder?.ToString() ?? $"the holder of '{path}'"}.", innerException)
    {
        Holder = holder;
        LeftAsItWas = "Nothing was changed.";
        NextStep = holder is null ? "Wait for it to end, then try again." : $"Wait for it to end, or stop it: kill {holder.Process}";
    }

    /// <summary>Null where the lock is held but does not say by whom.</summary>
    public LockHolder? Holder { get; }
}
