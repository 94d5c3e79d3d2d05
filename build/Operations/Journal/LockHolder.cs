using System.Globalization;
using System.Text.Json;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Journal;

/// <summary>Who holds the lock, as written into it.</summary>
/// <param name="Process">Process id.</param>
/// <param name="StartTicks">The kernel's start time of that process, to tell it from a later one with the same id.</param>
/// <param name="Boot">Id of the boot of the machine in which the process started.</param>
/// <param name="Command">The target that runs, as the person typed it.</param>
/// <param name="Since">When the lock was taken.</param>
public sealed record LockHolder(int Process, long StartTicks, string Boot, string Command, DateTimeOffset Since)
{
    const string BootFile = "/proc/sys/kernel/random/boot_id";

    /// <summary>True while the very process that wrote this runs, on the same boot of the machine.</summary>
    internal bool IsRunning => ProcessTable.Find(Process) is { IsRunning: true } entry && entry.StartTicks == StartTicks && BootId().Equals(Boot, StringComparison.Ordinal);

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"'{Command}' (process {Process}, since {Since:yyyy-MM-dd HH:mm:ss zzz})");

    internal static LockHolder OfThisProcess(string command, DateTimeOffset since) => new(
        Environment.ProcessId,
        ProcessTable.Find(Environment.ProcessId)?.StartTicks ?? 0,
        BootId(),
        command,
        since);

    internal string ToJson() => JsonSerializer.Serialize(this);

    /// <summary>Null for an empty or half written text.</summary>
    internal static LockHolder? FromJson(string json)
    {
        try
        {
            return json.Length == 0 ? null : JsonSerializer.Deserialize<LockHolder>(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string BootId() => File.Exists(BootFile) ? File.ReadAllText(BootFile).Trim() : "";
}
