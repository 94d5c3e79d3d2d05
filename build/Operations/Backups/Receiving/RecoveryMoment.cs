using System.Globalization;
using System.Text.RegularExpressions;

namespace DataSpec.Operations.Backups.Receiving;

/// <summary>Up to where a person wants the data back: a time, or a place of the log.</summary>
/// <param name="Note">How a time without a zone was understood; else null.</param>
public sealed partial record RecoveryMoment(DateTimeOffset? Time, string? Place, string? Note)
{
    internal Lsn? Lsn => Place is null ? null : Backups.Lsn.Parse(Place);

    public override string ToString() => Time is { } time ? Text(time) : Place!;

    /// <summary>ISO 8601; without a zone it is of the zone of this machine, and the note says so.</summary>
    /// <exception cref="DataSpecException">No time (exit code 2).</exception>
    public static RecoveryMoment OfTime(string text, TimeZoneInfo local)
    {
        if (TimeForm().Match(text) is not { Success: true } match || !DateTime.TryParse(match.Groups["local"].Value, CultureInfo.InvariantCulture, out var typed))
            throw Refused($"--to-time '{text}' is no time in the form of ISO 8601.");
        if (match.Groups["zone"].Success)
            return new(DateTimeOffset.Parse(text, CultureInfo.InvariantCulture), null, null);
        if (local.IsInvalidTime(typed) || local.IsAmbiguousTime(typed))
            throw Refused($"--to-time '{text}' is {(local.IsInvalidTime(typed) ? "left out" : "there twice")} in the zone '{local.Id}', where clocks are changed then: add Z or an offset.");
        var time = new DateTimeOffset(typed, local.GetUtcOffset(typed));
        return new(time, null, $"'{text}' has no zone: taken as of this machine's, '{local.Id}', which is {Text(time)}.");
    }

    /// <exception cref="DataSpecException">No place of the log (exit code 2).</exception>
    public static RecoveryMoment OfPlace(string text) => PlaceForm().IsMatch(text)
        ? new(null, text.ToUpperInvariant(), null)
        : throw Refused($"--to-lsn '{text}' is no place of the log as Postgres writes it (0/1A2B3C4D).");

    internal static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + " UTC";

    static DataSpecException Refused(string what) => new(ExitCode.WrongUsage, what) { LeftAsItWas = "Nothing was changed.", NextStep = "./build.sh Restore --to-time 2026-11-22T14:30:00Z" };

    [GeneratedRegex(@"^(?<local>\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)(?<zone>Z|[+-]\d\d:?\d\d)?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TimeForm();

    [GeneratedRegex(@"^[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PlaceForm();
}
