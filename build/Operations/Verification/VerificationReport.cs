using System.Collections.Immutable;
using System.Globalization;

namespace DataSpec.Operations.Verification;

/// <summary>A check that was looked at, or why it was not.</summary>
/// <param name="Seconds">How long the look took.</param>
/// <param name="Services">Those at fault.</param>
/// <param name="ExplainedBy">The failed check that is the reason for this failure; null where this is a failure of its own.</param>
public sealed record CheckResult(
    string Id, int Level, string What, CheckStatus Status, string Evidence, string? Remedy, double Seconds, ImmutableArray<string> Services, string? ExplainedBy);

/// <summary>What was looked at, in the order of the catalogue.</summary>
public sealed record VerificationReport(string Project, DateTimeOffset At, int Level, double Seconds, ImmutableArray<CheckResult> Checks)
{
    public bool Holds => !Checks.Any(check => check.Status is CheckStatus.Failed);

    public int Count(CheckStatus status) => Checks.Count(check => check.Status == status);

    /// <summary>How many checks ended how, and in which time, as one line.</summary>
    public string Tally() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Count(CheckStatus.Passed)} passed, {Count(CheckStatus.Warning)} warnings, {Count(CheckStatus.Failed)} failed, {Count(CheckStatus.Skipped)} skipped in {Seconds:0.0} s");

    /// <summary>The failure at the end of its explanations: the check itself where nothing explains it.</summary>
    public CheckResult RootOf(CheckResult check)
    {
        // As many steps as there are checks: a circle ends too.
        for (var steps = 0; steps < Checks.Length && check.ExplainedBy is { } above && Checks.FirstOrDefault(other => other.Id == above) is { } next; steps++)
            check = next;
        return check;
    }

    /// <summary>Failures that no other failure explains.</summary>
    public IEnumerable<CheckResult> Causes => Checks.Where(check => check is { Status: CheckStatus.Failed, ExplainedBy: null });
}
