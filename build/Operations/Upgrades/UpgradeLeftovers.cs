using DataSpec.Operations.Journal;

namespace DataSpec.Operations.Upgrades;

/// <summary>What upgrades leave that are over.</summary>
static class UpgradeLeftovers
{
    /// <summary>Deletes what one upgrade had prepared and kept; it cannot be gone back from after that.</summary>
    public static void Remove(StackRoot root, string operation)
    {
        var directory = UpgradeFiles.DirectoryOf(root, operation);
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
    }

    /// <summary>Closes upgrades that were interrupted before they touched the stack, and deletes what is left of those that are over; the caller holds the stack's lock, so none of
    /// them runs.</summary>
    public static async Task AbandonAsync(StackRoot root, IUpgradeStack stack, TimeProvider time)
    {
        foreach (var dead in JournalReader.Unfinished(root).Where(operation => operation is { Kind: UpgradeRun.Kind, Blocks: false }))
        {
            using var journal = OperationJournal.Resume(root, dead, time);
            await stack.AbandonAsync(dead.Id);
            Remove(root, dead.Id);
            journal.End(OperationOutcome.Abandoned, "interrupted before it changed anything; its rest was removed by the next run");
        }

        var over = Directory.Exists(UpgradeFiles.Folder(root)) ? Directory.GetDirectories(UpgradeFiles.Folder(root)).Select(path => Path.GetFileName(path)) : [];
        foreach (var operation in over.Where(one => JournalReader.Read(root, one) is null or { End.Outcome: not OperationOutcome.Succeeded }))
        {
            await stack.AbandonAsync(operation);
            Remove(root, operation);
        }
    }
}
