using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Verification;

/// <summary>What looks at the machine found, as the outcome of a check: a hard one fails it, the others warn.</summary>
static class Findings
{
    /// <param name="findings">Where there is none the check has passed.</param>
    /// <param name="passed">The evidence then.</param>
    public static CheckOutcome Outcome(IEnumerable<Finding> findings, string passed)
    {
        Finding[] all = [.. findings.OrderByDescending(finding => finding.IsHard)];
        if (all.Length == 0)
            return CheckOutcome.Passed(passed);
        var evidence = string.Join(' ', all.Select(finding => finding.What));
        return (all[0].IsHard ? CheckOutcome.Failed(evidence) : CheckOutcome.Warning(evidence)) with { Remedy = all[0].Remedy };
    }
}
