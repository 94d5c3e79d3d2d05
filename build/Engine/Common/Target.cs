using Nuke.Common.Execution;

namespace Nuke.Common;

/// <summary>A step of the build: <c>Target Up => _ => _.DependsOn(Setup).Executes(() => ...)</c>.</summary>
public delegate ITargetDefinition Target(ITargetDefinition definition);

/// <summary>What happens to the dependencies of a skipped target.</summary>
public enum DependencyBehavior
{
    /// <summary>Dependencies that nothing else needs are skipped too; the default.</summary>
    Skip,

    /// <summary>Dependencies run all the same.</summary>
    Execute,
}

/// <summary>How much of the log reaches the console; the log file always has everything.</summary>
public enum Verbosity
{
    Verbose,
    Normal,
    Minimal,
    Quiet,
}

public static class ExecutableTargetExtensions
{
    /// <summary>Whether the target is among these: <c>SucceededTargets.Contains(Up)</c>.</summary>
    public static bool Contains(this IEnumerable<ExecutableTarget> targets, Target target) => targets.Any(one => one.Factory.Equals(target));
}
