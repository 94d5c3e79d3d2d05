using System.Diagnostics;
using System.Runtime.Versioning;

namespace DataSpec.Operations.Processes;

/// <summary>
/// A started program and everything that it started. Children are found by parent and by a mark in their environment, so that one whose parent
/// has ended, or that left the process group, is found as well.
/// </summary>
sealed class ProcessTree(Process root, string mark, TimeProvider time)
{
    /// <summary>Carries the marks of all calls above, one in the other, through every child's environment.</summary>
    public const string Variable = "DATASPEC_CALL";

    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(25);
    static readonly TimeSpan UntilGivenUp = TimeSpan.FromSeconds(10);

    readonly ProcessEntry? _root = ProcessTable.Find(root.Id);
    readonly HashSet<(int Id, long StartTicks)> _ours = [];
    readonly HashSet<(int Id, long StartTicks)> _others = [];

    /// <summary>Asks all to end (SIGTERM), waits, then kills what is left (SIGKILL); returns when nothing of it runs.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        if (OperatingSystem.IsLinux())
        {
            if (!await SignalUntilGone(Posix.Terminate, grace))
                await SignalUntilGone(Posix.Kill, UntilGivenUp);
        }
        else
        {
            root.Kill(entireProcessTree: true);
        }

        try
        {
            await root.WaitForExitAsync(CancellationToken.None).WaitAsync(UntilGivenUp, time);
        }
        catch (TimeoutException)
        {
            // A process in an uninterruptible wait ends when the kernel lets it; waiting longer helps nobody.
        }
    }

    [SupportedOSPlatform("linux")]
    async Task<bool> SignalUntilGone(int signal, TimeSpan patience)
    {
        var started = time.GetTimestamp();
        HashSet<(int Id, long StartTicks)> told = [];
        while (true)
        {
            var running = Running();
            if (running.Count == 0)
                return true;
            if (time.GetElapsedTime(started) > patience)
                return false;
            foreach (var entry in running.Where(entry => told.Add((entry.Id, entry.StartTicks))))
                Posix.Signal(entry.Id, signal);
            await Task.Delay(Poll, time);
        }
    }

    List<ProcessEntry> Running()
    {
        var table = ProcessTable.All().Where(entry => entry.IsRunning).ToDictionary(entry => entry.Id);
        // A child may be listed before its parent: look again until a look finds nobody new.
        var known = -1;
        while (known != _ours.Count)
        {
            known = _ours.Count;
            foreach (var entry in table.Values.Where(entry => IsOurs(entry, table)))
                _ours.Add((entry.Id, entry.StartTicks));
        }

        return [.. table.Values.Where(entry => _ours.Contains((entry.Id, entry.StartTicks)))];
    }

    bool IsOurs(ProcessEntry entry, Dictionary<int, ProcessEntry> table) =>
        (entry.Id == _root?.Id && entry.StartTicks == _root.StartTicks)
        || (table.TryGetValue(entry.Parent, out var parent) && _ours.Contains((parent.Id, parent.StartTicks)))
        || IsMarked(entry);

    bool IsMarked(ProcessEntry entry)
    {
        var key = (entry.Id, entry.StartTicks);
        if (_others.Contains(key))
            return false;
        if (ProcessTable.EnvironmentOf(entry.Id) is { } environment && environment.Contains(mark, StringComparison.Ordinal))
            return true;
        _others.Add(key);
        return false;
    }
}
