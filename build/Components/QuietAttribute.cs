using Nuke.Common;

/// <summary>No frame, no summary around targets whose own output is the answer.</summary>
[AttributeUsage(AttributeTargets.Class)]
sealed class QuietAttribute(params string[] targets) : DisableDefaultOutputAttribute
{
    public string[] Targets { get; } = targets;

    public override bool IsApplicable(INukeBuild build) =>
        build.ExecutionPlan.All(target => Targets.Contains(target.Name, StringComparer.Ordinal));
}
