using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting.Html;
using Nuke.Common.Execution;
using Nuke.Common.IO;

/// <summary>Draws what <c>--plan</c> tells, where NUKE draws it too: <c>.nuke/temp/execution-plan.html</c>.</summary>
static class PlanDrawing
{
    public static void Write(IReadOnlyCollection<ExecutableTarget> plan, AbsolutePath root, MaskedSecrets secrets)
    {
        var targets = plan.ToList();
        var steps = targets.Select(target => new PlannedStep(target.Name, target.Description?.Split('\n')[0] ?? "", target.Invoked, target.Skipped));
        var edges = targets.SelectMany(target =>
            EdgesOf(target, target.ExecutionDependencies, PlanEdgeKind.Needs)
                .Concat(EdgesOf(target, target.OrderDependencies, PlanEdgeKind.Order))
                .Concat(EdgesOf(target, target.TriggerDependencies, PlanEdgeKind.Triggers)));
        var page = PlanPage.Of($"./build.sh {string.Join(' ', targets.Where(target => target.Invoked).Select(target => target.Name))} --plan", [.. steps], [.. edges], secrets);
        var file = root / ".nuke" / "temp" / "execution-plan.html";
        try
        {
            Directory.CreateDirectory(root / ".nuke" / "temp");
            File.WriteAllText(file, page);
            Console.Error.WriteLine($"Drawn in {file}");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The text above is the plan; a read-only checkout gets no drawing.
        }

        IEnumerable<PlanEdge> EdgesOf(ExecutableTarget target, IEnumerable<ExecutableTarget> earlier, PlanEdgeKind kind) =>
            earlier.Where(targets.Contains).Select(other => new PlanEdge(targets.IndexOf(other), targets.IndexOf(target), kind));
    }
}
