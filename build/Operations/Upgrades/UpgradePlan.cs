using System.Collections.Immutable;
using DataSpec.Operations.Upgrades.Files;

namespace DataSpec.Operations.Upgrades;

/// <summary>One line of the list that decides whether an upgrade may begin.</summary>
/// <param name="Holds">False keeps it from beginning.</param>
/// <param name="Evidence">What was looked at.</param>
public sealed record GoCheck(string What, bool Holds, string Evidence);

/// <summary>What an upgrade would do.</summary>
/// <param name="Images">What becomes what, with the ids where both are present.</param>
/// <param name="Changes">Files and keys that are not as they were when the stack last ran.</param>
/// <param name="Steps">What is done, in order.</param>
/// <param name="DiskBytes">Room that it takes beside the data, roughly.</param>
/// <param name="Tier">How the data is brought over, and back.</param>
/// <param name="PredictedStop">Seconds without pages, and where that number comes from.</param>
public sealed record UpgradePlan(
    ImmutableArray<ImageChange> Images, ImmutableArray<ConfigChange> Changes, ImmutableArray<GoCheck> Checks, ImmutableArray<string> Steps, long DiskBytes, long DiskFreeBytes, string Tier,
    string PredictedStop)
{
    /// <summary>What the release makes of the files here; null where none was named.</summary>
    public FilePlan? Files { get; private init; }

    /// <summary>The same with the files of a release: what they change, and what keeps it from beginning.</summary>
    internal UpgradePlan With(FilePlan? files)
    {
        if (files is null)
            return this;
        string[] conflicts = [.. files.Conflicts.Select(conflict => conflict.Path)];
        var check = new GoCheck("files changed here and in the release", conflicts.Length == 0, conflicts.Length == 0
            ? files.Base is null ? "none: nothing differs" : $"none conflict; compared with {files.Base}"
            : $"{string.Join(", ", conflicts)}: --keep-mine or --take-theirs decides, or edit them");
        var changed = files.Changes.Where(change => change is { Conflict: null, Kind: not FileChangeKind.Kept }).Select(change => new ConfigChange(change.Path, $"{change.Kind.ToString().ToLowerInvariant()} by the release"));
        return this with { Files = files, Changes = [.. Changes, .. changed], Checks = [.. Checks, check] };
    }

    /// <summary>True where there is anything to do.</summary>
    public bool IsNeeded => !Images.IsEmpty || !Changes.IsEmpty || Files?.Conflicts.Any() is true;

    /// <summary>True where nothing keeps it from beginning.</summary>
    public bool Go => Checks.All(check => check.Holds);
}
