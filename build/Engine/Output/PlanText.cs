using Nuke.Common.Execution;

namespace DataSpec.Engine.Output;

/// <summary>What <c>--plan</c> shows: the order, and why each target is in it.</summary>
static class PlanText
{
    public static IEnumerable<string> Lines(IReadOnlyList<ExecutableTarget> plan) => Columns.Of(plan.Select((target, index) => new Row($"{index + 1,2}. {target.Name}", Why(target, plan))));

    static string Why(ExecutableTarget target, IReadOnlyList<ExecutableTarget> plan)
    {
        var needing = plan.Where(other => other.ExecutionDependencies.Contains(target)).ToList();
        var after = target.AllDependencies.Where(plan.Contains).ToList();
        var sources = target.TriggerDependencies.Where(plan.Contains).ToList();
        string?[] parts =
        [
            target.Invoked || (target.IsDefault && needing.Count == 0) ? "asked for" : null,
            needing.Count > 0 ? "needed by " + string.Join(", ", needing) : null,
            sources.Count > 0 ? "triggered by " + string.Join(", ", sources) : null,
            after.Count > 0 ? "after " + string.Join(", ", after) : null,
            target.Skipped is { } reason ? "skipped " + reason : null,
            target.DynamicConditions.Count + target.StaticConditions.Count > 0
                ? "only when " + string.Join(" && ", target.StaticConditions.Concat(target.DynamicConditions).Select(condition => condition.Text))
                : null,
        ];
        return string.Join("; ", parts.Where(part => part is not null));
    }
}
