using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Texts;

namespace DataSpec.Operations.Upgrades;

/// <summary>Looks at the data under the new version, before anybody else does.</summary>
sealed class UpgradeVerification(FactsReader facts, StackSettings settings)
{
    /// <returns>What was shown, one sentence each.</returns>
    /// <exception cref="DataSpecException">Something was lost or cannot be read (exit code 4).</exception>
    public async Task<ImmutableArray<string>> RunAsync(DataFacts before, CancellationToken ct)
    {
        var now = await facts.ReadAsync(before: null, ct);
        var (read, unreadable) = await StoredSecrets.CheckAsync(facts.OpenAsync, StackKeyring.Of(settings), ct);
        string[] wrong = [.. before.Differences(now), .. unreadable];
        if (wrong.Length > 0)
            throw new DataSpecException(ExitCode.VerificationFailed, $"The new version lost something: {Listing.Sentences(wrong)}");
        string[] written = [.. before.Written(now)];
        return
        [
            $"{string.Join(", ", before.Same.Select(fact => $"{fact.Value.Split(' ')[0]} {fact.Key}"))} are as before",
            $"the {before.Warehouse.Length} tables of the warehouse hold the {before.Warehouse.Sum(table => table.Rows)} rows that they held{(written.Length > 0 ? $"; programs outside the stack wrote to {Listing.Names(written)} meanwhile" : "")}",
            $"{read} stored connections, variables and passwords can be read",
            .. now.Heads.Where(head => before.Heads.GetValueOrDefault(head.Key) != head.Value).Select(head => $"{head.Key} went from {before.Heads.GetValueOrDefault(head.Key, "nothing")} to {head.Value}"),
        ];
    }
}
