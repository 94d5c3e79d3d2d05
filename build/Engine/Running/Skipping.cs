using Nuke.Common;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Running;

/// <summary>Decides which targets do not run, and which of their dependencies nobody then needs.</summary>
static class Skipping
{
    /// <summary>Schedules the plan, then takes out what <c>--skip</c> names and what static conditions exclude.</summary>
    /// <param name="plan">The planned targets.</param>
    /// <param name="skip">Names to skip; empty means all that were not invoked, null none.</param>
    public static void Schedule(IReadOnlyList<ExecutableTarget> plan, IReadOnlyList<ExecutableTarget>? skip)
    {
        foreach (var target in plan)
            target.Status = ExecutionStatus.Scheduled;

        foreach (var target in plan.Where(target => !target.Invoked && skip is not null && (skip.Count == 0 || skip.Contains(target))))
            Skip(target, plan, "via parameter");

        foreach (var target in plan.Where(target => target.Status == ExecutionStatus.Scheduled))
            Holds(target.StaticConditions, target, plan);
    }

    /// <summary>Asks all these conditions of a target; where one is false the target is marked skipped.</summary>
    public static bool Holds(List<(string Text, Func<bool> Holds)> conditions, ExecutableTarget target, IReadOnlyList<ExecutableTarget> plan)
    {
        var violated = conditions.Where(condition => !condition.Holds()).Select(condition => condition.Text).ToList();
        if (violated.Count > 0)
            Skip(target, plan, "only when " + string.Join(" && ", violated));
        return violated.Count == 0;
    }

    static void Skip(ExecutableTarget target, IReadOnlyList<ExecutableTarget> plan, string reason)
    {
        target.Status = ExecutionStatus.Skipped;
        target.Skipped = reason;
        if (target.DependencyBehavior == DependencyBehavior.Execute)
            return;

        foreach (var other in target.ExecutionDependencies.Concat(target.Triggers).Where(other => other is { Invoked: false, Status: ExecutionStatus.Scheduled }))
        {
            if (!plan.Any(needing => IsNeededBy(other, needing)))
                Skip(other, plan, "because of " + target.Name);
        }
    }

    static bool IsNeededBy(ExecutableTarget target, ExecutableTarget needing) =>
        needing.Status is ExecutionStatus.Scheduled or ExecutionStatus.Running or ExecutionStatus.Succeeded or ExecutionStatus.Collective
        && (needing.ExecutionDependencies.Contains(target) || needing.Triggers.Contains(target));
}
