using System.Collections.Immutable;
using DataSpec.Operations.Texts;

namespace DataSpec.Operations.Verification.Checks.Deep;

/// <summary>What reading all of a copy tells.</summary>
static class DeepChecks
{
    static readonly TimeSpan Patience = TimeSpan.FromHours(12);

    public static ImmutableArray<ICheck> All { get; } =
    [
        new Check(
            new("pg.amcheck", CheckDescription.Deep, "In a copy of the newest backup every index agrees with its table, and every row with its page", "./build.sh Psql -- -d DATABASE -c 'reindex index concurrently INDEX'; a table: ./build.sh Restore --from an older backup")
            {
                Needs = ["pg.collations", "backups.intact"], Patience = Patience,
            },
            (view, ct) => LookAsync(view, found => (found.Structure, $"{found.Indexes} indexes and {found.Tables} tables of {found.Backup}"), ct)),
        new Check(
            new("pg.readable", CheckDescription.Deep, "In a copy of the newest backup every row can be read, and as many as the indexes know", "./build.sh Restore --from the last backup that holds them, and look at the disk: dmesg, smartctl -a")
            {
                Needs = ["backups.intact"], Patience = Patience,
            },
            (view, ct) => LookAsync(view, found => (found.Reading, $"{found.Rows} rows in {found.Tables} tables of {found.Backup}"), ct)),
    ];

    static async Task<CheckOutcome> LookAsync(StackView view, Func<DeepFindings, (ImmutableArray<string> Problems, string Measured)> part, CancellationToken ct)
    {
        var found = await view.DeepAsync(ct);
        if (found.Backup is null)
            return CheckOutcome.Skipped("there is no backup to make a copy of: ./build.sh Backup");
        var (problems, measured) = part(found);
        return problems.IsEmpty
            ? CheckOutcome.Passed(measured)
            : CheckOutcome.Failed($"{Listing.Sentences(problems)} ({measured})");
    }
}
