using System.Collections.Immutable;
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

    public static IRenderable Of(StackStatusResult status) => new Rows(
    [
        Services(status), Loads(status), Disk(status), .. Forecast(status), .. Backups(status.Backups), .. Receiver(status.Receiver), .. Links(status.Links),
        .. status.Warnings.Select(warning => new Text($"Warning: {warning}", Inks.Warning)),
    ]);

    static Table Services(StackStatusResult status)
    {
        var table = PlainTable.With("Service", "State", "Version", "Digest", "Up for", "Restarts");
        foreach (var service in status.Services)
            table.AddRow(new Text(service.Name), new Text(State(service), Ink(service)), new Text(service.Version ?? ""), new Text(Digest(service.Digest)), new Text(Uptime(service.Uptime)), new Text(Number(service.Restarts)));
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
        var table = PlainTable.With([.. status.Disk.Select(folder => $"data/{folder.Folder}"), "free"]);
        return table.AddTextRow([.. status.Disk.Select(folder => folder.IsComplete ? ProgressText.Size(folder.Bytes) : $"more than {ProgressText.Size(folder.Bytes)}"), ProgressText.Size(status.DiskFreeBytes)]);
    }

    static IEnumerable<IRenderable> Forecast(StackStatusResult status)
    {
        if (status.DiskFullInDays is { } days)
            yield return new Text($"As it grew in the last month, the disk of data is full in {days.ToString("0", CultureInfo.InvariantCulture)} days", days < 14 ? Inks.Warning : Style.Plain);
    }

    static IEnumerable<IRenderable> Backups(BackupOverview? backups)
    {
        if (backups is { LastProved: { } id, At: { } at })
            yield return new Text($"Last proved backup: {id}, as of {at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC; {(backups.Daily is { } daily ? $"scheduled daily at {daily}" : "no schedule")}");
    }

    static IEnumerable<IRenderable> Receiver(ReceiverStatus? receiver)
    {
        if (receiver is { IsReceiving: true, LagBytes: { } bytes, LagSeconds: { } seconds })
            yield return new Text($"Log received up to {ProgressText.Size(bytes)} and {seconds.ToString("0.0", CultureInfo.InvariantCulture)} s before now; archive {ProgressText.Size(receiver.ArchiveBytes)}");
    }

    static IEnumerable<IRenderable> Links(ImmutableArray<StackLink> links)
    {
        if (!links.IsEmpty)
            yield return new Text($"{string.Join("  ", links.Select(link => $"{link.Service} {link.Address}"))}  (passwords: {links[0].PasswordIn})");
    }

    static Style Ink(ServiceStatus service) => service is { State: "running", Health: null or "healthy" } ? Inks.Good : service is { State: "running", Health: "starting" } ? Inks.Warning : Inks.Bad;

    static string State(ServiceStatus service) => service.Health is null ? service.State : $"{service.State}, {service.Health}";

    static string Digest(string digest) => digest.Length > ShownDigest ? digest[..ShownDigest] : digest;

    static string Uptime(TimeSpan? uptime) => uptime is { } time ? ProgressText.Duration(time) : "";

    static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
