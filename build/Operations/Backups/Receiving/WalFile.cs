using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace DataSpec.Operations.Backups.Receiving;

/// <summary>What a file of the archive is.</summary>
enum WalFileKind
{
    /// <summary>A whole segment.</summary>
    Whole,

    /// <summary>A whole segment, compressed.</summary>
    Compressed,

    /// <summary>The segment that is being received; what is not there yet is zeros.</summary>
    Partial,
}

/// <summary>A segment of the write-ahead log in a file.</summary>
/// <param name="Segment">Number since the beginning of the log, 16 MB each.</param>
sealed partial record WalFile(string Path, int Timeline, ulong Segment, WalFileKind Kind)
{
    /// <summary>The stack's clusters have segments of the usual size.</summary>
    public const int Bytes = 16 << 20;

    /// <summary>As Postgres names the segment.</summary>
    public string Name => NameOf(Timeline, Segment);

    public Lsn Start => new(Segment * Bytes);

    /// <summary>Null for a file that is none.</summary>
    public static WalFile? Of(string path)
    {
        var match = Form().Match(System.IO.Path.GetFileName(path));
        if (!match.Success)
            return null;
        var kind = match.Groups["end"].Value switch { ".gz" => WalFileKind.Compressed, ".partial" => WalFileKind.Partial, _ => WalFileKind.Whole };
        return new(path, (int)Hex(match.Groups["timeline"]), (Hex(match.Groups["log"]) << 8) | Hex(match.Groups["part"]), kind);
        static ulong Hex(Group group) => ulong.Parse(group.ValueSpan, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    public static string NameOf(int timeline, ulong segment) => string.Create(CultureInfo.InvariantCulture, $"{timeline:X8}{segment >> 8:X8}{segment & 0xFF:X8}");

    /// <summary>The segment that holds this place.</summary>
    public static ulong SegmentOf(Lsn place) => place.Value / Bytes;

    /// <summary>Writes the segment as Postgres reads it, and looks whether it is what its name says.</summary>
    /// <exception cref="SegmentDamagedException">It is not what its name says.</exception>
    public async Task ExtractAsync(string directory, string systemIdentifier, CancellationToken ct)
    {
        var target = System.IO.Path.Combine(directory, Name);
        try
        {
            await using (var content = Open())
            await using (var file = new FileStream(target, FileMode.Create, FileAccess.Write))
                await content.CopyToAsync(file, ct);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw Damaged(error.Message);
        }

        if (new FileInfo(target).Length != Bytes)
            throw Damaged($"it has {new FileInfo(target).Length} bytes instead of {Bytes}");
        var header = new byte[40];
        await using (var file = File.OpenRead(target))
            await file.ReadExactlyAsync(header, ct);
        // XLogLongPageHeaderData: page address at byte 8, system identifier at 24, size of segments at 32.
        var (address, system) = (BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(8)), BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(24)));
        if (address != Start.Value || system.ToString(CultureInfo.InvariantCulture) != systemIdentifier)
            throw Damaged("it holds another part of the log than its name says, or that of another cluster");
    }

    /// <summary>The receiver goes on: what was partial is whole a moment later, and what was whole compressed.</summary>
    Stream Open()
    {
        var whole = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, Name);
        foreach (var path in new[] { Path, whole })
        {
            try
            {
                var file = File.OpenRead(path);
                return path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
            }
            catch (FileNotFoundException)
            {
                // By its next name.
            }
        }

        return new GZipStream(File.OpenRead($"{whole}.gz"), CompressionMode.Decompress);
    }

    SegmentDamagedException Damaged(string why) => new($"the segment '{Path}' of the log archive is damaged: {why}");

    [GeneratedRegex(@"^(?<timeline>[0-9A-F]{8})(?<log>[0-9A-F]{8})(?<part>[0-9A-F]{8})(?<end>\.gz|\.partial)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}

/// <summary>A segment of the archive cannot be used; the log before it can.</summary>
sealed class SegmentDamagedException(string message) : DataSpecException(ExitCode.FailedUnchanged, message);
