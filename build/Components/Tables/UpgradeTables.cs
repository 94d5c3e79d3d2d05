using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Upgrades;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>Upgrades for people.</summary>
static class UpgradeTables
{
    const int ShownId = 19;
    const int ShownChanges = 12;

    public static IRenderable Of(UpgradePlan plan)
    {
        if (!plan.IsNeeded)
            return new Text("Images and files are those that run: there is nothing to upgrade.");
        var table = PlainTable.With("Image", "Runs now", "", "Will run", "");
        foreach (var image in plan.Images)
            table.AddTextRow(image.Service, image.From, Short(image.FromId), image.To, image.ToId is { } id ? Short(id) : "not here yet");
        var changes = PlainTable.With("Changed since the stack last ran", "");
        foreach (var change in plan.Changes.Take(ShownChanges))
            changes.AddTextRow(change.Path, change.What);
        if (plan.Changes.Length > ShownChanges)
            changes.AddTextRow($"and {plan.Changes.Length - ShownChanges} more", "");
        var checks = PlainTable.With("", "Before it begins", "");
        foreach (var check in plan.Checks)
            checks.AddTextRow(check.Holds ? "go" : "NO", check.What, check.Evidence);
        return new Rows(
        [
            .. plan.Images.IsEmpty ? [new Text("No image changes: configuration only.")] : (IRenderable[])[table],
            .. plan.Changes.IsEmpty ? [] : (IRenderable[])[changes],
            .. plan.Files is { } files ? FilePlanLines.Of(files) : [],
            checks,
            .. plan.Steps.Select((step, index) => new Text(string.Create(CultureInfo.InvariantCulture, $"  {index + 1,2}. {step}"))),
            new Text(""),
            new Text($"Data: {plan.Tier}."),
            new Text($"Disk: {ProgressText.Size(plan.DiskBytes)} beside the data, besides the backup. Stop: {plan.PredictedStop}."),
            new Text("A failure before the last step goes all the way back by itself (exit code 5); after it ./build.sh Rollback does, until ./build.sh Upgrade --prune."),
            new Text(plan.Go ? "Go: ./build.sh Upgrade" : "No go: see NO above."),
        ]);
    }

    public static IRenderable Of(UpgradeResult result)
    {
        var table = PlainTable.With("Upgrade", "");
        table.AddTextRow("versions", result.Versions);
        table.AddTextRow("without pages", result.PredictedStop is { } predicted ? $"{Seconds(result.StopSeconds)} (the rehearsal said {Seconds(predicted)})" : Seconds(result.StopSeconds));
        table.AddTextRow("took", Seconds(result.Seconds));
        if (result.Backup is { } backup)
            table.AddTextRow("backup", backup);
        foreach (var step in result.Steps)
            table.AddTextRow($"  {step.Name}", Seconds(step.Seconds));
        return new Rows([table, .. result.Checks.Concat(result.Notes).Select(sentence => new Text($"  {sentence}")), new Text("Back to the state before: ./build.sh Rollback; delete that state: ./build.sh Upgrade --prune")]);
    }

    public static IRenderable Of(RollbackPlan plan) => new Text($"The state before the upgrade {plan.Versions} is back and runs. ./build.sh Upgrade --prune deletes what was kept of the other.");

    public static IRenderable Deleted(ImmutableArray<string> deleted) =>
        deleted.IsEmpty ? new Text("No state before an upgrade is kept.") : new Rows(deleted.Select(what => new Text($"deleted: {what}")));

    public static string QuestionOf(RollbackPlan plan)
    {
        var lost = plan.Lost.IsEmpty ? "Nothing was recorded since that would be lost" : $"Lost are {string.Join("; ", plan.Lost)}";
        return $"Go back from the upgrade {plan.Versions} of {plan.Since!.Value.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC? {lost}, and what was changed since on the pages. The warehouse stays as it is.";
    }

    static string Short(string id) => id.Length > ShownId ? id[..ShownId] : id;

    static string Seconds(double seconds) => ProgressText.Duration(TimeSpan.FromSeconds(seconds));
}
