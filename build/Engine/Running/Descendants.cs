using System.Globalization;
using System.Runtime.InteropServices;

namespace DataSpec.Engine.Running;

/// <summary>The processes that this one started and left behind.</summary>
static partial class Descendants
{
    const int Terminate = 15;
    const int Kill = 9;

    /// <summary>
    /// Ends them: asks first, and after <paramref name="grace"/> does not ask. A process with a session of its own was detached on purpose (a daemon)
    /// and stays. Does nothing where there is no <c>/proc</c>.
    /// </summary>
    public static void End(TimeSpan grace)
    {
        if (!OperatingSystem.IsLinux())
            return;
        foreach (var process in Find())
            _ = SendSignal(process, Terminate);

        for (var waited = TimeSpan.Zero; waited < grace && Find().Count > 0; waited += TimeSpan.FromMilliseconds(50))
            Thread.Sleep(50);

        foreach (var process in Find())
            _ = SendSignal(process, Kill);
    }

    /// <summary>Living descendants in this process's own session.</summary>
    static List<int> Find()
    {
        var all = Directory.EnumerateDirectories("/proc").Select(Read).OfType<Entry>().ToDictionary(entry => entry.Id);
        if (!all.TryGetValue(Environment.ProcessId, out var self))
            return [];
        return [.. all.Values.Where(entry => entry.Session == self.Session && entry.State != "Z" && DescendsFrom(self, entry)).Select(entry => entry.Id)];

        bool DescendsFrom(Entry ancestor, Entry entry) =>
            all.TryGetValue(entry.Parent, out var parent) && (parent == ancestor || DescendsFrom(ancestor, parent));
    }

    static Entry? Read(string directory)
    {
        try
        {
            if (!int.TryParse(Path.GetFileName(directory.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                return null;
            // "id (name) state parent group session ..."; the name may hold anything, so the last bracket counts.
            var stat = File.ReadAllText(Path.Combine(directory, "stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new Entry(id, int.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[3], CultureInfo.InvariantCulture), fields[0]);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SendSignal(int process, int signal);

    sealed record Entry(int Id, int Parent, int Session, string State);
}
