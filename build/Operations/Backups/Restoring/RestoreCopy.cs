using System.Security.Cryptography;
using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>Copies the database of a backup and hashes it on the way: each byte is read once.</summary>
static class RestoreCopy
{
    const int BufferBytes = 1 << 20;
    const string Prefix = BackupLayout.BaseName + "/";
    const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>True for what <see cref="BaseAsync"/> checks.</summary>
    public static bool Covers(string path) => path.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>A data directory as Postgres wants it, private to its owner; flushed to the disk later, all at once.</summary>
    /// <exception cref="BackupDamagedException">A file does not hold what the manifest says.</exception>
    public static async Task BaseAsync(PlainBackup plain, string to, IProgressSink progress, CancellationToken ct)
    {
        BackupTarget.MakePrivate(to);
        foreach (var directory in plain.Manifest.Directories.Where(directory => Covers(directory.Path)))
            BackupTarget.MakePrivate(Path.Combine(to, directory.Path[Prefix.Length..]));
        var files = plain.Manifest.Files.Where(file => Covers(file.Path)).OrderByDescending(file => file.Size).ToArray();
        var total = files.Sum(file => file.Size);
        var done = 0L;
        await Parallel.ForEachAsync(files, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = ct }, async (file, token) =>
        {
            var hash = await CopyAsync(Path.Combine(plain.Layout.Directory, file.Path), Path.Combine(to, file.Path[Prefix.Length..]), token);
            if (hash != file.Sha256)
                throw new BackupDamagedException(BackupDamage.Content, $"{file.Path}: holds other bytes than were written");
            progress.Advance("restoring", Interlocked.Add(ref done, file.Size), total, "bytes");
        });
    }

    static async Task<string> CopyAsync(string from, string to, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var source = new FileStream(from, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 0 });
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = PrivateFile;
        await using var target = new FileStream(to, options);
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (int read; (read = await source.ReadAsync(buffer.AsMemory(0, BufferBytes), ct)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
                await target.WriteAsync(buffer.AsMemory(0, read), ct);
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
