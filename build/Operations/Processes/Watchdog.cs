using System.Diagnostics;

namespace DataSpec.Operations.Processes;

/// <summary>
/// A small process that outlives this one only where this one was killed, and then ends what it left: what carries this run's mark and was not detached
/// into a session of its own. Only on Linux, and where <c>setsid</c> is.
/// </summary>
public sealed class Watchdog : IDisposable
{
    // Its input ends with a word where all is well; without one where this process was killed.
    internal const string Script = """
        trap '' INT TERM HUP
        read -r word && exit
        for signal in TERM KILL; do
          for environment in /proc/[0-9]*/environ; do
            grep -qs "$1" "$environment" || continue
            process=${environment%/environ}
            set -- "$1" "$2" $(sed 's/.*) //' "$process/stat" 2>/dev/null)
            [ "${6-}" != "$2" ] || kill -$signal "${process#/proc/}" 2>/dev/null
          done
          [ $signal = KILL ] || sleep 2
        done
        """;

    readonly Process _process;

    Watchdog(Process process) => _process = process;

    /// <summary>Marks everything that this process starts from now on, and begins to watch; null where that cannot be.</summary>
    public static Watchdog? Start()
    {
        if (!OperatingSystem.IsLinux() || ProcessTable.SessionOf(Environment.ProcessId) is not { } session)
            return null;
        var mark = Guid.NewGuid().ToString("N");
        try
        {
            var info = new ProcessStartInfo("setsid", ["sh", "-c", Script, "watchdog", mark, $"{session}"]) { UseShellExecute = false, RedirectStandardInput = true, WorkingDirectory = "/" };
            var process = Process.Start(info);
            var above = Environment.GetEnvironmentVariable(ProcessTree.Variable);
            Environment.SetEnvironmentVariable(ProcessTree.Variable, above is null ? mark : $"{above}/{mark}");
            return process is null ? null : new Watchdog(process);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    public void Dispose()
    {
        try
        {
            _process.StandardInput.Write("done\n");
            _process.StandardInput.Close();
        }
        catch (IOException)
        {
            // Somebody ended it: nobody is left to be told.
        }

        _process.Dispose();
    }
}
