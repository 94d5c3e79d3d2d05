using System.Collections.Immutable;

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
    /// <summary>True where there is anything to do.</summary>
    public bool IsNeeded => !Images.IsEmpty || !Changes.IsEmpty;

    /// <summary>True where nothing keeps it from beginning.</summary>
    public bool Go => Checks.All(check => check.Holds);
}
