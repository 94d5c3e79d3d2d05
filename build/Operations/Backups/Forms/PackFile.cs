using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;

namespace DataSpec.Operations.Backups.Forms;

/// <summary>What was written of an archive.</summary>
/// <param name="Parts">Name, size and SHA-256 of each file.</param>
/// <param name="Sha256">Of all of them, one after the other.</param>
sealed record PackContent(ImmutableArray<(string Name, long Size, string Sha256)> Parts, string Sha256)
{
    public long Bytes => Parts.Sum(part => part.Size);
}

/// <summary>An archive in the target: one file, or several that belong together where it is larger than every file system takes.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
static class PackFile
{
    /// <summary>FAT32 takes no file of 4 GiB.</summary>
    public const long MostPartBytes = 4_000_000_000;

    const int BufferBytes = 1 << 20;

    /// <summary>Name of the first, second ... file; sorted by name they are in their order.</summary>
    public static string NameOf(string pack, int number) => number == 1 ? pack : string.Create(CultureInfo.InvariantCulture, $"{pack}.{number:000}");

    /// <summary>Writes all there is, flushed to the disk.</summary>
    public static async Task<PackContent> WriteAsync(
        Stream from, string directory, string pack, Action<long> onBytes, CancellationToken ct, long mostPartBytes = MostPartBytes)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var parts = ImmutableArray.CreateBuilder<(string, long, string)>();
        var buffer = new byte[BufferBytes];
        var done = 0L;
        for (var read = await from.ReadAsync(buffer, ct); parts.Count == 0 || read > 0;)
        {
            var name = NameOf(pack, parts.Count + 1);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await using var file = new FileStream(Path.Combine(directory, name), new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 });
            var size = 0L;
            // A part ends with the buffer that fills it: one buffer less than the limit is never too much.
            for (; read > 0 && size + BufferBytes <= mostPartBytes; read = await from.ReadAsync(buffer, ct))
            {
                var bytes = buffer.AsMemory(0, read);
                await file.WriteAsync(bytes, ct);
                hash.AppendData(bytes.Span);
                whole.AppendData(bytes.Span);
                size += read;
                onBytes(done += read);
            }

            file.Flush(flushToDisk: true);
            parts.Add((name, size, Convert.ToHexStringLower(hash.GetHashAndReset())));
        }

        return new(parts.ToImmutable(), Convert.ToHexStringLower(whole.GetHashAndReset()));
    }

    /// <summary>Passes all files on, one after the other.</summary>
    /// <returns>The SHA-256 of what was read, which goes on where the receiver wants no more.</returns>
    public static async Task<string> ReadAsync(string directory, IEnumerable<string> parts, Stream to, Action<long> onBytes, CancellationToken ct)
    {
        using var whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferBytes];
        var done = 0L;
        var wanted = true;
        foreach (var part in parts)
        {
            await using var file = new FileStream(Path.Combine(directory, part), new FileStreamOptions { BufferSize = 0, Options = FileOptions.SequentialScan });
            for (int read; (read = await file.ReadAsync(buffer, ct)) > 0;)
            {
                whole.AppendData(buffer, 0, read);
                onBytes(done += read);
                wanted = wanted && await TakenAsync(to, buffer.AsMemory(0, read), ct);
            }
        }

        return Convert.ToHexStringLower(whole.GetHashAndReset());
    }

    /// <summary>False where the reader has ended: it tells itself why.</summary>
    static async Task<bool> TakenAsync(Stream to, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            await to.WriteAsync(bytes, ct);
            return true;
        }
        catch (IOException error) when (NamedPipe.IsBroken(error))
        {
            return false;
        }
    }
}
