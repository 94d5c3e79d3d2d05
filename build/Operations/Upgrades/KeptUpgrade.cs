using System.Collections.Immutable;
using DataSpec.Operations.Journal;

namespace DataSpec.Operations.Upgrades;

/// <summary>A finished upgrade whose state before is kept.</summary>
public sealed record KeptUpgrade(string Id, DateTimeOffset At, UpgradeTarget Target)
{
    /// <summary>Oldest first; one on most days.</summary>
    public static ImmutableArray<KeptUpgrade> All(StackRoot root) => Directory.Exists(UpgradeFiles.Folder(root))
        ? [.. Directory.EnumerateDirectories(UpgradeFiles.Folder(root)).Select(path => Of(root, Path.GetFileName(path))).OfType<KeptUpgrade>().OrderBy(kept => kept.At)]
        : [];

    static KeptUpgrade? Of(StackRoot root, string id) =>
        JournalReader.Read(root, id) is { End: { Outcome: OperationOutcome.Succeeded, At: var at } } content && UpgradeRun.ReadTarget(content) is { } target ? new(id, at, target) : null;

    /// <summary>Deletes what is kept: there is no way back after that.</summary>
    internal async Task<ImmutableArray<string>> ForgetAsync(StackRoot root, IUpgradeStack stack, CancellationToken ct)
    {
        var deleted = await stack.ForgetAsync(Id, Target, isOver: true, ct);
        UpgradeLeftovers.Remove(root, Id);
        return deleted;
    }
}
