using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSpec.Operations.Backups.Receiving;

/// <summary>The commits in plain segments, as <c>pg_waldump</c> reads them.</summary>
/// <param name="Last">Time of the last one; null where there is none.</param>
/// <param name="After">True where one is later than the moment that was asked for.</param>
/// <param name="End">Where the last record of any kind begins.</param>
/// <param name="Damage">Why the reading stopped before its end; null where it did not.</param>
sealed partial record WalCommitTimes(DateTimeOffset? Last, bool After, Lsn? End, string? Damage = null)
{
    /// <summary>Reads from the start of one segment to that of another.</summary>
    /// <param name="to">Null reads to the end of the log, which no record tells.</param>
    public static async Task<WalCommitTimes> ReadAsync(
        BackupSidecars sidecars, Sidecar sidecar, string directory, WalFile from, WalFile? to, DateTimeOffset moment, CancellationToken ct)
    {
        var found = new WalCommitTimes(null, false, null);
        var result = await sidecars.RunAsync(
            sidecar with
            {
                Program = "pg_waldump",
                Arguments =
                [
                    "--path=/log", $"--timeline={from.Timeline.ToString(CultureInfo.InvariantCulture)}", $"--start={from.Start}", .. to is null ? [] : (string[])[$"--end={to.Start}"],
                ],
                Mounts = [Sidecar.Bind(directory, "/log", readOnly: true)],
                Environment = ImmutableDictionary<string, string>.Empty.Add("TZ", "UTC"),
            },
            line => found = found.With(line.Text, moment), ct);
        return to is not null && !result.Succeeded ? found with { Damage = $"the log archive is damaged between '{from.Name}' and '{to.Name}': {result.Lines.LastOrDefault().Text}" } : found;
    }

    WalCommitTimes With(string line, DateTimeOffset moment)
    {
        var match = Record().Match(line);
        if (!match.Success)
            return this;
        var read = this with { End = Lsn.Parse(match.Groups["lsn"].Value) };
        if (!match.Groups["at"].Success)
            return read;
        var at = DateTimeOffset.Parse(match.Groups["at"].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return read with { Last = at, After = After || at > moment };
    }

    [GeneratedRegex(@"^rmgr: .*lsn: (?<lsn>[0-9A-F]+/[0-9A-F]+), prev [^,]+, desc: ((COMMIT|ABORT)(_PREPARED \d+:)? (?<at>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?))?", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Record();
}
