using System.Collections.Immutable;
using System.Globalization;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>How a copy is told where to stop its replay: given as options of the one start that needs them, so that nothing of it stays.</summary>
static class RecoverySettings
{
    /// <summary>Where the log's directory is mounted, read-only.</summary>
    public const string LogMount = "/log";

    /// <summary>Puts the signal file into the data directory and gives the settings that belong to it; without a target there are none of both.</summary>
    public static async Task<ImmutableArray<string>> WriteAsync(string dataDirectory, RecoveryTarget? target, Action<string> give, CancellationToken ct)
    {
        if (target is null)
            return [];
        var signal = Path.Combine(dataDirectory, "recovery.signal");
        await File.WriteAllTextAsync(signal, "", ct);
        give(signal);
        return
        [
            $"restore_command=if [ -f {LogMount}/%f ]; then cp {LogMount}/%f \"%p\"; else cp {LogMount}/%f.partial \"%p\"; fi",
            target.Place is { } place
                ? $"recovery_target_lsn={place}"
                : string.Create(CultureInfo.InvariantCulture, $"recovery_target_time={target.Time.UtcDateTime:yyyy-MM-dd HH:mm:ss.ffffff}+00"),
            "recovery_target_inclusive=on", "recovery_target_action=promote", "recovery_target_timeline=latest",
        ];
    }
}
