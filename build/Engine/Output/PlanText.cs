using Nuke.Common.Execution;

namespace DataSpec.Engine.Output;

/// <summary>What <c>--plan</c> shows: the order, and why each target is in it.</summary>
static class PlanText
{
    public static IEnumerable<string> Lines(IReadOnlyList<ExecutableTarget> plan) =>
        Columns.Of(plan.Select((target, index) => new Row($"{index + 1,2}. {target.Name}", string.Join("; ", Reasons(target, plan)))));

    static IEnumerable<string> Reasons(ExecutableTarget target, IReadOnlyList<ExecutableTarget> plan)
    {
        var needing = plan.Where(other => other.ExecutionDependencies.Contains(target)).ToList();
        if (target.Invoked || (target.IsDefault && needing.Count == 0))
            yield return "asked for";
        if (needing.Count > 0)
            yield return "needed by " + string.Join(", ", needing);
        if (target.TriggerDependencies.Where(plan.Contains).ToList() is { Count: > 0 } sources)
            yield return "triggered by " + string.Join(", ", sources);
        if (target.AllDependencies.Where(plan.Contains).ToList() is { Count: > 0 } earlier)
            yield return "after " + string.Join(", ", earlier);
        if (target.Skipped is { } reason)
            yield return "skipped " + reason;
        else if (target.StaticConditions.Concat(target.DynamicConditions).Select(condition => condition.Text).ToList() is { Count: > 0 } conditions)
            yield return "only when " + string.Join(" && ", conditions);
    }
}
