using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Setup;
using DataSpec.Operations.Upgrades.Outdated;

namespace DataSpec.Operations.Upgrades;

/// <summary>Looks at everything that decides about an upgrade, and changes nothing.</summary>
sealed class UpgradeLook(StackRoot root, ComposeProject project, PostgresClient postgres, LocalImages images, BackupChoice backups)
{
    const long SparedBytes = 256L << 20;

    public async Task<UpgradePlan> RunAsync(TargetChoice choice, UpgradeOptions options, CancellationToken ct)
    {
        var changes = ConfigChanges.Of(root);
        var snapshot = await StackSnapshot.TakeAsync(project, ct);
        var resolved = await ResolveAsync(choice, ct);
        List<GoCheck> checks = [];
        var idle = snapshot.Model.Services.Values.Where(service => service is { IsOneShot: false, IsOptional: false } && snapshot.ContainerOf(service.Name) is not { IsRunning: true }).Select(service => service.Name).Order(StringComparer.Ordinal).ToArray();
        checks.Add(new("the stack runs", idle.Length == 0, idle.Length == 0 ? "every service that it needs" : $"{string.Join(", ", idle)} does not: ./build.sh Up"));
        checks.Add(new("no older version", true, "each image is as new as the one before, or newer"));
        checks.AddRange(choice.Images.SelectMany(image => Notes(image, choice)));
        checks.Add(new("nothing is unfinished", Unfinished() is null, Unfinished() ?? "no journal is open"));
        checks.AddRange(resolved.Select(image => new GoCheck($"image of {image.Service}", true, image.ToId is null ? $"{image.To} is fetched or built first" : $"{image.To} is here")));
        var (room, needed) = (Posix(root.Data), idle.Contains(CoreServices.Postgres, StringComparer.Ordinal) ? SparedBytes : await MetadataBytesAsync(ct) + SparedBytes);
        checks.Add(new("room on the disk of ./data", room >= needed, $"{ProgressText.Size(needed)} are needed, {ProgressText.Size(room)} are free"));
        if (!idle.Contains(CoreServices.Postgres, StringComparer.Ordinal))
        {
            checks.Add(await BackupAsync(options, ct));
            checks.Add(await TasksAsync(options, ct));
        }

        return new(resolved, changes, [.. checks], Steps(choice, changes), needed, room, Tier(choice), Predicted());
    }

    async Task<ImmutableArray<ImageChange>> ResolveAsync(TargetChoice choice, CancellationToken ct)
    {
        var resolved = choice.Images.Select(async image =>
            image with { FromId = (await images.FindAsync(image.From, ct))?.Id ?? "", ToId = (await images.FindAsync(image.To, ct))?.Id });
        return [.. await Task.WhenAll(resolved)];
    }

    IEnumerable<GoCheck> Notes(ImageChange image, TargetChoice choice)
    {
        // A newer release knows more of what is on the way.
        var file = UpgradeNotes.FileIn(choice.Release is { } release ? new StackRoot(release) : root);
        return File.Exists(file)
            ? UpgradeNotes.Load(file).For(image.Service, image.From, image.To).Where(note => note.Stops || note.Do is not null || choice.LockFile is null)
                .Select(note => new GoCheck(image.Service, !note.Stops, note.Do is null ? note.What : $"{note.What} {note.Do}"))
            : [];
    }

    string? Unfinished() => JournalReader.Unfinished(root).FirstOrDefault(operation => operation is { Blocks: true, IsOurs: false })?.ToString();

    async Task<long> MetadataBytesAsync(CancellationToken ct) =>
        (await postgres.QueryAsync("select coalesce(sum(pg_database_size(oid)), 0)::bigint from pg_database where datname in ('airflow', 'superset')", row => row.GetInt64(0), ct))[0];

    async Task<GoCheck> BackupAsync(UpgradeOptions options, CancellationToken ct)
    {
        var found = await backups.FindAsync(options, ct);
        return new("a proved backup", true, found is null ? $"none is younger than {ProgressText.Duration(options.MaxBackupAge)}: one is taken and proved first" : $"{found.Backup.Id}{(found.IsProved ? "" : ", not proved, and accepted")}");
    }

    async Task<GoCheck> TasksAsync(UpgradeOptions options, CancellationToken ct)
    {
        var tasks = await new RunningTasks(postgres).ReadAsync(ct);
        var text = tasks.IsEmpty ? "none runs" : $"waits up to {ProgressText.Duration(options.Drain)} for: {string.Join("; ", tasks)}";
        return new("running tasks", true, text);
    }

    /// <summary>What the last upgrades took: the same services stop and start.</summary>
    string Predicted()
    {
        var last = KeptUpgrade.All(root).LastOrDefault() is { } kept ? JournalReader.Read(root, kept.Id)?.Fact(UpgradeRun.StopFact) : null;
        return last is not null && double.TryParse(last, CultureInfo.InvariantCulture, out var seconds)
            ? $"{ProgressText.Duration(TimeSpan.FromSeconds(seconds))}, as the last upgrade took"
            : "not known before the rehearsal, which measures it; one to two minutes are usual";
    }

    static string Tier(TargetChoice choice) => choice.Majors switch
    {
        ({ } from, { } to) when from != to => $"Postgres {from} to {to}: a copy of the cluster is upgraded, the old one stays untouched",
        ({ } from, _) => $"Postgres stays {from}: same files, other binaries; metadata databases are copied beside themselves before anything changes",
        _ => "Postgres runs on; the metadata databases are copied beside themselves before anything changes",
    };

    static ImmutableArray<string> Steps(TargetChoice choice, ImmutableArray<ConfigChange> changes) =>
    [
        $"{UpgradeSteps.Prefetch}: {(choice.Images.IsEmpty ? "no image changes" : "images present by id, old ones kept by name")}; new files prepared beside",
        $"{UpgradeSteps.SecureBackup}: a proved backup, taken if there is none",
        $"{UpgradeSteps.Rehearse}: the same upgrade on a copy, without network ports",
        $"{UpgradeSteps.Quiesce}: the scheduler stops alone, running tasks end; no DAG is paused",
        $"{UpgradeSteps.StopStack}: pages and services stop together; Postgres runs on",
        $"{UpgradeSteps.SealBackup}: what must be the same afterwards is taken down, metadata databases are copied",
        $"{UpgradeSteps.Switch}: .env{(changes.Any(change => !change.Path.StartsWith(".env", StringComparison.Ordinal)) ? " and configuration" : "")}",
        $"{UpgradeSteps.Migrate}: one-shots of the new images bring the metadata to their version",
        $"{UpgradeSteps.VerifyUpgrade}: revisions, runs, users, connections, rows of the warehouse",
        $"{UpgradeSteps.Reopen}: pages first, then the scheduler",
    ];

    static long Posix(string path) => OperatingSystem.IsLinux() && Operations.Posix.RoomAt(DiskCheck.Existing(path)) is { } room ? room.FreeBytes : long.MaxValue;
}
