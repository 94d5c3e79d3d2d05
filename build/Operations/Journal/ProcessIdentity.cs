using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Journal;

/// <summary>One process of this machine, not to be mistaken for a later one with the same number.</summary>
/// <param name="Process">Process id.</param>
/// <param name="StartTicks">The kernel's start time of that process.</param>
/// <param name="Boot">Id of the boot of the machine in which it started.</param>
public sealed record ProcessIdentity(int Process, long StartTicks, string Boot)
{
    const string BootFile = "/proc/sys/kernel/random/boot_id";

    public static ProcessIdentity OfThis { get; } = new(
        Environment.ProcessId,
        ProcessTable.Find(Environment.ProcessId)?.StartTicks ?? 0,
        File.Exists(BootFile) ? File.ReadAllText(BootFile).Trim() : "");

    /// <summary>True while that very process runs, on the same boot of the machine.</summary>
    internal bool IsRunning =>
        ProcessTable.Find(Process) is { IsRunning: true } entry && entry.StartTicks == StartTicks && OfThis.Boot.Equals(Boot, StringComparison.Ordinal);
}
