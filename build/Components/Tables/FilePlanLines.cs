using DataSpec.Operations.Upgrades.Files;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>What a release makes of the files here, for people: own changes that stay, and conflicts with both texts.</summary>
static class FilePlanLines
{
    const int ShownKept = 12;

    public static IEnumerable<IRenderable> Of(FilePlan plan)
    {
        yield return new Text(plan.Base is { } shipped ? $"Files are compared with {shipped}." : "Nothing says what was shipped (no clone of git, no earlier upgrade): each file that differs is a conflict.");
        var kept = plan.Changes.Where(change => change is { Kind: FileChangeKind.Kept, Conflict: null }).ToArray();
        foreach (var change in kept.Take(ShownKept))
            yield return new Text($"  stays as it is here: {change.Path}");
        if (kept.Length > ShownKept)
            yield return new Text($"  and {kept.Length - ShownKept} more");
        foreach (var conflict in plan.Conflicts)
        {
            yield return new Text($"CONFLICT in {conflict.Path}: {conflict.Conflict}");
            foreach (var place in conflict.Places)
            {
                foreach (var line in place.Mine.Select((line, index) => $"  here {place.MineLine + index,5} | {line}").DefaultIfEmpty($"  here {place.MineLine,5}   (deleted)"))
                    yield return new Text(line, new Style(Color.Red));
                foreach (var line in place.Theirs.Select((line, index) => $"  new  {place.TheirsLine + index,5} | {line}").DefaultIfEmpty($"  new  {place.TheirsLine,5}   (deleted)"))
                    yield return new Text(line, new Style(Color.Green));
            }
        }
    }
}
