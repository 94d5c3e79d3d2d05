using System.Globalization;
using System.Text.Json;

namespace DataSpec.Operations.Journal;

/// <summary>Who holds the lock, as written into it.</summary>
/// <param name="Process">Process id.</param>
/// <param name="StartTicks">The kernel's start time of that process, to tell it from a later one with the same id.</param>
/// <param name="Boot">Id of the boot of the machine in which the process started.</param>
/// <param name="Command">The target that runs, as the person typed it.</param>
/// <param name="Since">When the lock was taken.</param>
public sealed record LockHolder(int Process, long StartTicks, string Boot, string Command, DateTimeOffset Since)
{
    /// <summary>True while the very process that wrote this runs, on the same boot of the machine.</summary>
    internal bool IsRunning => new ProcessIdentity(Process, StartTicks, Boot).IsRunning;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"'{Command}' (process {Process}, since {Since:yyyy-MM-dd HH:mm:ss zzz})");

    internal static LockHolder OfThisProcess(string command, DateTimeOffset since) =>
        new(ProcessIdentity.OfThis.Process, ProcessIdentity.OfThis.StartTicks, ProcessIdentity.OfThis.Boot, command, since);

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
}
