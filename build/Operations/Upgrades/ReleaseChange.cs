using DataSpec.Operations.Journal;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Upgrades.Files;

namespace DataSpec.Operations.Upgrades;

/// <summary>The files of a newer release on their way into the checkout.</summary>
sealed class ReleaseChange(StackRoot root, ReleaseMerge merge, FilePlan plan)
{
    /// <summary>Name of the fact that holds the folder of the release.</summary>
    public const string Fact = "release";

    public string Release => plan.Release;

    /// <summary>Writes them beside, merged with what was changed here.</summary>
    /// <returns>Where they are.</returns>
    public string Stage(string operation)
    {
        var directory = Path.Combine(UpgradeFiles.DirectoryOf(root, operation), "merged");
        if (Directory.Exists(directory))
            Directory.Delete(directory, recursive: true);
        merge.Stage(plan, directory);
        return directory;
    }

    /// <summary>Keys that are new in the release; nothing that stands there is changed.</summary>
    public static void AddKeys(EnvFile env, string files)
    {
        if (EnvKeyList.Of(files) is { } keys)
            env.Write(EnvMerge.Of(env.Read(), EnvKeyList.OfThis, keys).Document);
    }

    /// <summary>Keeps the release's files as they were shipped, for the next merge; without them that one compares with git's history.</summary>
    public static void Record(StackRoot root, JournalContent upgrade, IProgressSink progress)
    {
        if (upgrade.Fact(Fact) is not { } release)
            return;
        try
        {
            ReleaseRecord.Save(root, release);
        }
        catch (Exception error) when (error is DataSpecException or IOException or UnauthorizedAccessException)
        {
            progress.Warn("upgrade", $"the shipped files are not kept for the next upgrade: {error.Message}");
        }
    }

    /// <summary>The record of before, where this upgrade made one.</summary>
    public static void Return(StackRoot root, JournalContent upgrade)
    {
        if (upgrade is { End.Outcome: OperationOutcome.Succeeded } && upgrade.Fact(Fact) is not null)
            ReleaseRecord.Return(root);
    }
}
