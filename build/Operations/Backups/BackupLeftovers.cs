using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Upgrades.Rehearsing;

namespace DataSpec.Operations.Backups;

/// <summary>Removes what runs that died left: containers, overlays, scratch space, unfinished directories; the caller holds the stack's lock.</summary>
sealed class BackupLeftovers(BackupSidecars sidecars, StackRoot root, TimeProvider time)
{
    /// <summary>Name under which a backup's journal keeps the directory that it writes.</summary>
    public const string PartFact = "part";

    /// <summary>Kinds of journals of this part of the tool.</summary>
    static readonly string[] Kinds = [BackupOperation.Kind, ProveOperation.Kind, Dumps.DumpOperation.Kind, RehearseOperation.Kind];

    /// <param name="target">Where unfinished backups of this stack are looked for too: a disk that was taken away in the middle is back.</param>
    /// <returns>One sentence for each thing that was removed.</returns>
    public async Task<IReadOnlyList<string>> RemoveAsync(CancellationToken ct, string? target = null)
    {
        List<string> removed = [];
        if (await sidecars.RemoveLeftoversAsync(ct) + await Rehearsal.RemoveLeftoversAsync(sidecars, root, ct) is > 0 and var count)
            removed.Add($"{count} containers or volumes of an interrupted run");
        ProofScratch.RemoveAll(root);
        FormScratch.RemoveAll(root);
        foreach (var dead in JournalReader.Unfinished(root).Where(operation => Kinds.Contains(operation.Kind, StringComparer.Ordinal) && operation is { IsRunning: false, IsOurs: false }))
        {
            using var journal = OperationJournal.Resume(root, dead, time);
            // Only a directory that the journal names, and only while it still has the name of an unfinished one.
            if (journal.Content.Fact(PartFact) is { } part && part.EndsWith(BackupLayout.PartSuffix, StringComparison.Ordinal) && Directory.Exists(part))
            {
                Directory.Delete(part, recursive: true);
                removed.Add($"the unfinished backup '{part}'");
            }

            journal.End(OperationOutcome.Abandoned, "interrupted; its rest was removed by the next run");
        }

        foreach (var part in target is null ? [] : Directory.GetDirectories(target, $"*{BackupLayout.PartSuffix}"))
        {
            if (JournalReader.Read(root, new BackupLayout(part).Id) is not { Header.Kind: BackupOperation.Kind })
                continue;
            Directory.Delete(part, recursive: true);
            removed.Add($"the unfinished backup '{part}'");
        }

        return removed;
    }
}
