using DataSpec.Operations.Compose;
using DataSpec.Operations.Images;
using DataSpec.Operations.Superset;

/// <summary>What stands beside a target in the table at the end of a run.</summary>
static class SummaryLines
{
    public static Dictionary<string, string> AddSources(this Dictionary<string, string> summary, ImagesResult images)
    {
        foreach (var image in images.Images)
            summary[image.Service] = image.Source;
        return summary;
    }

    public static Dictionary<string, string> AddResult(this Dictionary<string, string> summary, StackStartResult start)
    {
        summary["services"] = start.ChangedNothing
            ? "unchanged"
            : $"{start.Services.Count(service => service.Outcome is not (ServiceOutcome.Unchanged or ServiceOutcome.NotDue or ServiceOutcome.Off))} started or run";
        Add("off", ServiceOutcome.Off);
        Add("still starting", ServiceOutcome.Starting);
        return summary;

        void Add(string what, ServiceOutcome outcome)
        {
            var names = start.Services.Where(service => service.Outcome == outcome).Select(service => service.Name).ToArray();
            if (names.Length > 0)
                summary[what] = string.Join(", ", names);
        }
    }

    public static Dictionary<string, string> AddDifference(this Dictionary<string, string> summary, AssetPlan plan)
    {
        summary["differs"] = plan.Changes.Length switch { 0 => "nothing", 1 => "1 file", var files => $"{files} files" };
        return summary;
    }
}
