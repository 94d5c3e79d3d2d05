using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Images;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Secrets.Rotation;
using DataSpec.Operations.Upgrades.Rehearsing;
using DataSpec.Operations.Verification.Checks.Services;

namespace DataSpec.Operations.Upgrades;

/// <inheritdoc cref="IUpgradeStack"/>
/// <param name="partsWith">The stack with these settings.</param>
/// <param name="reader">Of <c>.env</c> as it is at the moment.</param>
/// <param name="backups">Of the stack with these settings.</param>
sealed class UpgradeStack(
    EngineEndpoint engine, IProcessRunner runner, Func<StackSettings, StackParts> partsWith, StackSettingsReader reader, Func<StackSettings, BackupTools> backups, ImagesOperation images,
    Renames renames, HttpClient http, StackRoot root, IProgressSink progress, TimeProvider time) : IUpgradeStack
{
    static readonly StackStopOptions Soon = new() { Drain = TimeSpan.FromMinutes(1), EndTasksAtDeadline = true };

    StackSettings Settings => reader.Read();

    StackParts Parts => partsWith(Settings);

    PostgresClient Postgres => new(Parts.Superuser);

    FactsReader Facts => new(Postgres, Settings.Postgres.Database);

    /// <summary>Null where nothing can rehearse.</summary>
    public Rehearsal? Rehearsal { get; init; }

    ImagePrefetch Prefetch => PrefetchWith(images, wheels: null);

    ClusterSwitch Cluster => new(engine, runner, Settings, Postgres, renames, root, progress);

    public async Task<ImmutableArray<ImageChange>> PrefetchAsync(string operation, TargetChoice choice, CancellationToken ct)
    {
        var prefetch = choice.Files is { } files ? PrefetchWith(new(new StackRoot(files), runner, time, engine), WheelSource.Find(root, asked: null).Path) : Prefetch;
        var changes = await prefetch.RunAsync(operation, choice, ct);
        if (choice.Majors is ({ } from, { } to) && from != to)
            await Cluster.PrepareAsync(changes, ct);
        return changes;
    }

    ImagePrefetch PrefetchWith(ImagesOperation provider, string? wheels) => new(engine, runner, Parts.Project, provider, new EnvFile(root.EnvFile).Read(), progress) { Wheels = wheels };

    public async Task<string> SecureBackupAsync(string operation, UpgradeTarget target, UpgradeOptions options, CancellationToken ct)
    {
        var choice = new BackupChoice(Postgres, backups(Settings), progress, time);
        return target.IsMajor
            ? await Cluster.SecureAsync(operation, target, Parts.Project, () => choice.TakeAsync(options, ct), ct)
            : await choice.RunAsync(options, ct);
    }

    public async Task<RehearsedStop?> RehearseAsync(string operation, string backup, UpgradeTarget target, CancellationToken ct)
    {
        if (Rehearsal is null)
            return null;
        var report = await Rehearsal.RunAsync(new RehearsalRequest(operation, new BackupLayout(backup), target), ct);
        if (report.Steps.FirstOrDefault(step => step.Problem is not null) is { } failed)
        {
            throw new DataSpecException(ExitCode.VerificationFailed, $"The rehearsal failed at '{failed.Name}': {failed.Problem}")
            {
                LeftAsItWas = "The stack runs as before: only a copy was touched.",
                NextStep = "Mend what it says, then ./build.sh Upgrade; --skip Rehearse goes on without",
            };
        }

        return new(report.Seconds, report.PredictedStop, report.PredictedStopAtMost);
    }

    public async Task AskAsync(UpgradeTarget target, UpgradeOptions options, CancellationToken ct)
    {
        await Prefetch.RequireAsync(target.Images, ct);
        var tasks = await new RunningTasks(Postgres).ReadAsync(ct);
        foreach (var task in tasks)
            progress.Say(CoreServices.Scheduler, $"{task}");
        string[] ended = [.. tasks.Where(task => task.Left is not { } left || left > options.Drain).Select(task => $"{task.Task}")];
        if (options.EndTasks && ended.Length > 0 && !options.Agrees($"After {ProgressText.Duration(options.Drain)} {string.Join(", ", ended)} may be ended, and Airflow runs that again later. Go on?"))
        {
            throw new DataSpecException(ExitCode.WrongUsage, $"Not agreed that {string.Join(", ", ended)} may be ended.")
            {
                LeftAsItWas = "The stack runs as before.",
                NextStep = "./build.sh Upgrade --drain MINUTES waits longer; ./build.sh Upgrade --end-tasks --yes ends them",
            };
        }
    }

    public async Task QuiesceAsync(UpgradeOptions options, CancellationToken ct)
    {
        var parts = Parts;
        var scheduler = (await parts.Project.ReadContainersAsync(CoreServices.Scheduler, ct)).Where(container => !container.IsOneOff).ToImmutableArray();
        await parts.Stop.StopServicesAsync(scheduler, new StackStopOptions { Drain = options.Drain, EndTasksAtDeadline = options.EndTasks }, ct);
        var left = await new StackDatabase(Postgres).ReadRunningTasksAsync(ct);
        if (!left.IsEmpty && !options.EndTasks)
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The scheduler has stopped, and by the metadata these tasks still run: {string.Join(", ", left)}.") { NextStep = "Look at them on Airflow's page" };
        progress.Say(CoreServices.Scheduler, left.IsEmpty ? "stopped; no task runs" : $"stopped; Airflow will run again: {string.Join(", ", left)}");
    }

    public Task<DataFacts> ReadFactsAsync(DataFacts? before, CancellationToken ct) => Facts.ReadAsync(before, ct);

    public async Task StopAsync(CancellationToken ct)
    {
        var parts = Parts;
        await parts.Stop.StopServicesAsync(await AllButPostgresAsync(parts, ct), new StackStopOptions(), ct);
    }

    public Task SealAsync(string operation, UpgradeTarget target, string backup, CancellationToken ct) =>
        target.IsMajor ? Cluster.SealAsync(operation, target, backup, Parts, ct) : new MetadataCopies(Postgres, progress).MakeAsync(operation, ct);

    public async Task MigrateAsync(string operation, UpgradeTarget target, CancellationToken ct)
    {
        await Prefetch.RequireAsync(target.Images, ct);
        if (target.IsMajor)
            await Cluster.UpgradeAsync(operation, target, ct);
        await StartAsync(service => service.IsOneShot || service.Name is CoreServices.Postgres, ct);
    }

    public Task<ImmutableArray<string>> VerifyAsync(DataFacts before, CancellationToken ct) => new UpgradeVerification(Facts, Settings).RunAsync(before, ct);

    public async Task OpenPagesAsync(CancellationToken ct)
    {
        var settings = Settings;
        await StartAsync(service => service.IsOneShot || service.Name is CoreServices.ApiServer || service.Image != settings.Airflow.Image, ct);
        var logins = new WebLogins(http, time);
        var host = StackLinks.ReachableFromHere(settings.BindAddress);
        if (await logins.AirflowAsync(StackLinks.Page(host, settings.Airflow.Port), settings.Airflow.AdminUser, settings.Airflow.AdminPassword.Reveal(), ct) is null)
            throw NoLogin("Airflow");
        if (settings.Runs(StackProfiles.Bi)
            && await logins.SupersetAsync(StackLinks.Page(host, settings.Superset.Port), settings.Superset.AdminUser, settings.Superset.AdminPassword.Reveal(), ct) is null)
            throw NoLogin("Superset");
    }

    public async Task StartAsync(CancellationToken ct)
    {
        var settings = Settings;
        await StartAsync(only: null, ct);
        new CredentialsFile(root).Write(settings);
        await DeployedRecord.WriteAsync(root, partsWith(settings).Project, time, ct);
    }

    public async Task<ImmutableArray<string>> ReadNotesAsync(CancellationToken ct) => await Postgres.QueryAsync(
        "select coalesce(filename, '?') from import_error order by 1", row => $"A DAG file cannot be loaded: {row.GetString(0)} (Airflow's page says why)", ct, PostgresLogin.AirflowDatabase);

    public async Task StopHardAsync(CancellationToken ct)
    {
        var parts = Parts;
        await parts.Stop.StopServicesAsync(await AllButPostgresAsync(parts, ct), Soon, ct);
    }

    public async Task StartDatabaseAsync(ImmutableArray<ImageChange> images, CancellationToken ct)
    {
        await Prefetch.GiveNamesBackAsync(images, ct);
        await StartAsync(service => service.Name is CoreServices.Postgres || service is { IsOneShot: true, HasNetwork: false }, ct);
    }

    public async Task UndoDataAsync(string operation, UpgradeTarget target, bool keep, CancellationToken ct)
    {
        if (target.IsMajor)
        {
            // The old cluster was never written to: it is in place by the path alone.
            await Cluster.SetAsideAsync(operation, target, ct);
            return;
        }

        await new MetadataCopies(Postgres, progress).UndoAsync(operation, keep, ct);
        if (DataFacts.Read(root, operation)?.Marks is { IsEmpty: false } marks)
            await new OneShotRecords(Postgres).WriteAsync(marks, ct);
    }

    public async Task<ImmutableArray<string>> ReadLossAsync(DateTimeOffset since, CancellationToken ct)
    {
        var facts = Facts;
        List<string> lost = [];
        // Verify's own runs are nobody's.
        await AddAsync(PostgresLogin.AirflowDatabase, "dag_run", $"dag_id <> '{AirflowProbe.Dag}' and start_date", "runs of DAGs, as Airflow lists them (what they loaded stays)");
        await AddAsync("superset", "dashboards", "changed_on", "changes of dashboards");
        await AddAsync("superset", "slices", "changed_on", "changes of charts");
        return [.. lost];

        async Task AddAsync(string database, string table, string column, string what)
        {
            var sql = $"select count(*)::text from public.{table} where {column} > '{since.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}'";
            if (await facts.AskAsync(database, table, sql, ct) is { } count and not "0")
                lost.Add($"{count} {what}");
        }
    }

    public async Task<ImmutableArray<string>> ForgetAsync(string operation, UpgradeTarget target, bool isOver, CancellationToken ct)
    {
        await AbandonAsync(operation);
        return
        [
            .. isOver && target is { IsMajor: true, FromMajor: { } major } ? await Cluster.DeleteOldAsync(major, ct) : [],
            .. await new MetadataCopies(Postgres, progress).ForgetAsync(operation, ct),
            .. await Prefetch.ForgetAsync(operation, target.Images, ct),
        ];
    }

    public Task AbandonAsync(string operation) => Cluster.AbandonAsync(operation);

    public async Task<ImmutableArray<string>> PruneAsync(CancellationToken ct) => [.. await new MetadataCopies(Postgres, progress).PruneAsync(ct), .. await Cluster.PruneAsync(ct)];

    async Task StartAsync(Func<ServiceDefinition, bool>? only, CancellationToken ct)
    {
        var settings = Settings;
        await partsWith(settings).Start.RunAsync(new StackStartOptions { FingerprintKey = settings.Airflow.FernetKey.Reveal(), Only = only }, ct);
    }

    static async Task<ImmutableArray<ServiceContainer>> AllButPostgresAsync(StackParts parts, CancellationToken ct) =>
        [.. (await parts.Project.ReadContainersAsync(service: null, ct)).Where(container => container is not { Service: CoreServices.Postgres, IsOneOff: false })];

    static DataSpecException NoLogin(string page) =>
        new(ExitCode.VerificationFailed, $"The new {page} refuses the administrator's password of .env.") { NextStep = "./build.sh Logs --no-follow" };
}
