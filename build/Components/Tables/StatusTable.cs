using System.Globalization;
using DataSpec.Operations.Backups.Receiving;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Schedules;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>The stack on one screen.</summary>
static class StatusTable
{
    const int ShownDigest = 19;

    public static IRenderable Of(StackStatusResult status) =>
        new Rows([Services(status), Loads(status), Disk(status), .. Backups(status.Backups), .. Receiver(status.Receiver), .. status.Unfinished.Select(sentence => new Text(sentence))]);

    static Table Services(StackStatusResult status)
    {
        var table = PlainTable.With("Service", "State", "Version", "Digest", "Up for", "Restarts");
        foreach (var service in status.Services)
            table.AddTextRow(service.Name, State(service), service.Version ?? "", Digest(service.Digest), Uptime(service.Uptime), Number(service.Restarts));
        return table;
    }

    static IRenderable Loads(StackStatusResult status)
    {
        if (status.LastLoads.IsEmpty)
            return new Text("No load is recorded (or Postgres does not answer).");
        var table = PlainTable.With("Last load", "State", "Rows", "Finished (UTC)", "Seconds");
        foreach (var load in status.LastLoads)
        {
            table.AddTextRow(
                load.Table, load.Reason is null ? load.Status : $"{load.Status}: {load.Reason}", load.Rows is { } rows ? Number(rows) : "",
                load.FinishedAt?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "",
                load.Seconds?.ToString("0.0", CultureInfo.InvariantCulture) ?? "");
        }

        return table;
    }

    static Table Disk(StackStatusResult status)
    {
        var table = PlainTable.With("Disk", "Size");
        foreach (var folder in status.Disk)
            table.AddTextRow(folder.Folder, folder.IsComplete ? ProgressText.Size(folder.Bytes) : $"more than {ProgressText.Size(folder.Bytes)}");
        return table.AddTextRow("free", ProgressText.Size(status.DiskFreeBytes));
    }

    static IEnumerable<IRenderable> Backups(BackupOverview? backups)
    {
        if (backups is null)
        {
            yield return new Text("The directory of the backups did not answer in time.");
            yield break;
        }

        var schedule = backups.Daily is { } daily ? $"scheduled daily at {daily}" : "no schedule";
        if (backups.LastProved is { } id)
            yield return new Text($"Last proved backup: {id}, as of {backups.At!.Value.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC; {schedule}");
        foreach (var warning in backups.Warnings)
            yield return new Text($"Warning: {warning}");
    }

    static IEnumerable<IRenderable> Receiver(ReceiverStatus? receiver)
    {
        if (receiver is { IsReceiving: true, LagBytes: { } bytes, LagSeconds: { } seconds })
            yield return new Text($"Log received up to {ProgressText.Size(bytes)} and {seconds.ToString("0.0", CultureInfo.InvariantCulture)} s before now; archive {ProgressText.Size(receiver.ArchiveBytes)}");
        foreach (var warning in receiver?.Warnings ?? [])
            yield return new Text($"Warning: {warning}");
    }

    static string State(ServiceStatus service) => service.Health is null ? service.State : $"{service.State}, {service.Health}";

    static string Digest(string digest) => digest.Length > ShownDigest ? digest[..ShownDigest] : digest;

    static string Uptime(TimeSpan? uptime) => uptime is { } time ? ProgressText.Duration(time) : "";

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
