using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Verification;

/// <summary>The disk of <c>data</c> on one day.</summary>
/// <param name="Folders">Bytes of each folder of <c>data</c> that could be measured in time.</param>
public sealed record DiskNote(DateTimeOffset At, long FreeBytes, long TotalBytes, ImmutableSortedDictionary<string, long> Folders);

/// <summary>A line for each day on which <c>Up</c>, <c>Backup</c> or <c>Verify</c> ran: <c>data/.dataspec/disk.jsonl</c>.</summary>
public static class DiskHistory
{
    static readonly TimeSpan TimeToMeasure = TimeSpan.FromMilliseconds(500);

    static string PathIn(StackRoot root) => Path.Combine(root.State, "disk.jsonl");

    /// <summary>Oldest first; lines that cannot be read are left out.</summary>
    public static ImmutableArray<DiskNote> Read(StackRoot root)
    {
        try
        {
            return File.Exists(PathIn(root)) ? [.. File.ReadLines(PathIn(root)).Select(Parse).OfType<DiskNote>().OrderBy(note => note.At)] : [];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Adds today's line where it is not there yet; on a disk that cannot be written it does not.</summary>
    public static void Note(StackRoot root, TimeProvider time)
    {
        var now = time.GetUtcNow();
        if (!OperatingSystem.IsLinux() || !Directory.Exists(root.State) || Posix.RoomAt(root.Data) is not { } room || Read(root) is [.., var last] && last.At.UtcDateTime.Date >= now.UtcDateTime.Date)
            return;
        var folders = DiskUse.Measure(root, TimeToMeasure, time, CancellationToken.None).Where(folder => folder.IsComplete);
        var note = new DiskNote(now, room.FreeBytes, room.TotalBytes, folders.ToImmutableSortedDictionary(folder => folder.Folder, folder => folder.Bytes, StringComparer.Ordinal));
        try
        {
            File.AppendAllText(PathIn(root), JsonSerializer.Serialize(note, JsonSerializerOptions.Web) + "\n", new UTF8Encoding(false));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Full, or another user's: the line of another day tells as much.
        }
    }

    /// <summary>Days until the disk is full if it goes on as in the last 30; infinite where it does not fill, null with fewer than three days noted.</summary>
    public static double? DaysLeft(ImmutableArray<DiskNote> notes, DateTimeOffset now, long freeNow)
    {
        DiskNote[] recent = [.. notes.Where(note => now - note.At < TimeSpan.FromDays(30))];
        if (recent.Length < 3)
            return null;
        // The median over all pairs: one busy day is no trend.
        double[] lossPerDay =
        [
            .. from older in recent
               from newer in recent
               let days = (newer.At - older.At).TotalDays
               where days >= 0.5
               let loss = (older.FreeBytes - newer.FreeBytes) / days
               orderby loss
               select loss,
        ];
        return lossPerDay.Length == 0 ? null : lossPerDay[lossPerDay.Length / 2] is > 0 and var daily ? freeNow / daily : double.PositiveInfinity;
    }

    static DiskNote? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<DiskNote>(line, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
