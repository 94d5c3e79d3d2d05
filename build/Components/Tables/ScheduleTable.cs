using System.Globalization;
using DataSpec.Operations.Schedules;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>A schedule for people.</summary>
static class ScheduleTable
{
    public static IRenderable Of(ScheduleResult result)
    {
        if (result.Schedule is not { } schedule)
            return new Text("No schedule is set. ./build.sh Schedule --daily 03:00 sets one.");
        var table = PlainTable.With("Schedule", "");
        table.AddTextRow("daily at", schedule.At);
        table.AddTextRow("target", schedule.Target ?? "BACKUP_DIR of .env");
        table.AddTextRow("keeps", string.Create(CultureInfo.InvariantCulture, $"{schedule.Keep.Daily} days, {schedule.Keep.Weekly} weeks, {schedule.Keep.Monthly} months"));
        table.AddTextRow("on failure", schedule.OnFailure.IsEmpty ? "the marker that Status shows, and BACKUP_WEBHOOK of .env" : string.Join(' ', schedule.OnFailure));
        table.AddTextRow("started by", result.IsInstalled ? result.Where! : $"NOTHING: {result.Where}");
        return new Rows([table, .. result.Notes.Select(note => new Text($"Note: {note}"))]);
    }
}
