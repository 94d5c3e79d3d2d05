using System.Collections.Immutable;
using DataSpec.Operations.Texts;

namespace DataSpec.Operations.Verification.Checks.Postgres;

/// <summary>A rule as a check: the worst finding decides.</summary>
sealed class SqlCheck(SqlRule rule) : ICheck
{
    /// <summary>So many are named; the rest is counted.</summary>
    const int Named = 5;

    public static ImmutableArray<SqlRule> Rules { get; } = [.. StorageRules.All, .. SequenceRules.All, .. ServerRules.All, .. UpkeepRules.All, .. RoleRules.All];

    public static ImmutableArray<ICheck> All { get; } = [.. Rules.Select(rule => new SqlCheck(rule))];

    public CheckDescription About { get; } = rule.About;

    public async Task<CheckOutcome> LookAsync(StackView view, CancellationToken ct) => Judge([.. (await view.SqlAsync(ct))[rule.Id]]);

    internal static CheckOutcome Judge(IReadOnlyCollection<SqlFinding> findings)
    {
        var worst = findings.Select(finding => finding.Grade).DefaultIfEmpty().Max();
        string[] told = [.. findings.Where(finding => finding.Grade > 0 || worst == 0).OrderByDescending(finding => finding.Grade).ThenBy(finding => finding.Text, StringComparer.Ordinal).Select(finding => finding.Text)];
        var evidence = Listing.Sentences(told, Named);
        return worst switch
        {
            0 => CheckOutcome.Passed(evidence),
            1 => CheckOutcome.Warning(evidence),
            _ => CheckOutcome.Failed(evidence),
        };
    }
}
