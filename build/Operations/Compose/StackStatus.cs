using System.Collections.Immutable;
using DataSpec.Operations.Airflow;
using DataSpec.Operations.Backups.Receiving;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Schedules;
using DataSpec.Operations.Verification;

namespace DataSpec.Operations.Compose;

/// <summary>One service as <c>Status</c> shows it.</summary>
/// <param name="State"><c>absent</c> without a container, else the engine's word.</param>
/// <param name="Version">The version the image says it holds; null where it says none.</param>
/// <param name="Digest">The image's digest in its registry, or its id where it was built here.</param>
public sealed record ServiceStatus(
    string Name, string State, string? Health, string Image, string? Version, string Digest, TimeSpan? Uptime, int Restarts);

/// <summary>The stack on one screen.</summary>
/// <param name="LastLoads">Newest load of each table; empty where Postgres does not answer or never loaded.</param>
/// <param name="Backups">Null where the place of the backups does not answer.</param>
/// <param name="Receiver">Null where the profile <c>pitr</c> is off, or Postgres does not answer.</param>
/// <param name="Unfinished">What an interrupted run left to do, one sentence each.</param>
public sealed record StackStatusResult(
    ImmutableArray<ServiceStatus> Services,
    ImmutableArray<FolderSize> Disk,
    long DiskFreeBytes,
    ImmutableArray<LoadRecord> LastLoads,
    BackupOverview? Backups,
    ReceiverStatus? Receiver,
    ImmutableArray<string> Unfinished)
{
    /// <summary>The pages of the active profiles and who may log in.</summary>
    public ImmutableArray<StackLink> Links { get; init; } = [];

    /// <summary>Days until the disk of <c>data</c> is full if it goes on as in the last month; null where it does not fill, or too few days are known.</summary>
    public double? DiskFullInDays { get; init; }

    /// <summary>What a person should look after, a sentence each with the next command.</summary>
    public ImmutableArray<string> Warnings =>
    [
        .. Services.Where(service => service.State is not "running").Select(service => $"{service.Name} is {service.State}: ./build.sh Doctor says why"),
        .. Services.Where(service => service is { State: "running", Health: "unhealthy" }).Select(service => $"{service.Name} is unhealthy: ./build.sh Doctor says why"),
        .. Unfinished,
        .. Backups?.Warnings ?? ["The directory of the backups did not answer in time."],
        .. Receiver?.Warnings ?? [],
    ];
}

/// <summary>Looks at everything at once and changes nothing; what does not answer is left out, not waited for.</summary>
public sealed class StackStatus(ComposeProject project, StackRoot root, ILoadRecords loads, DrainMark drain, BackupOverviewReader backups, WalReceiver receiver, TimeProvider time)
{
    static readonly TimeSpan TimeForPostgres = TimeSpan.FromSeconds(1.5);
    static readonly TimeSpan TimeForBackups = TimeSpan.FromSeconds(5);
    static readonly TimeSpan TimeForDisk = TimeSpan.FromSeconds(1.2);

    /// <summary>The state of now, in under two seconds.</summary>
    public async Task<StackStatusResult> RunAsync(CancellationToken ct)
    {
        var disk = Task.Run(() => DiskUse.Measure(root, TimeForDisk, time, ct), ct);
        var last = WithinTimeAsync(loads.ReadLastAsync, [], ct);
        var proved = BackupsAsync(ct);
        var received = WithinTimeAsync(receiver.ReadAsync, null, ct);
        var snapshot = await StackSnapshot.TakeAsync(project, ct);
        return new StackStatusResult(
            [.. new ServiceGraph(snapshot.Model).StartOrder.Where(service => !service.IsOneShot).Select(service => Of(service, snapshot))],
            await disk,
            DiskUse.FreeBytes(root),
            await last,
            await proved,
            (await received)?.After((await proved)?.At),
            [.. Unfinished(snapshot)])
        {
            DiskFullInDays = DiskHistory.DaysLeft(DiskHistory.Read(root), time.GetUtcNow(), DiskUse.FreeBytes(root)) is { } days && double.IsFinite(days) ? Math.Round(days, 1) : null,
        };
    }

    ServiceStatus Of(ServiceDefinition service, StackSnapshot snapshot)
    {
        var container = snapshot.ContainerOf(service.Name);
        var image = snapshot.Images.GetValueOrDefault(service.Image);
        return new ServiceStatus(
            service.Name,
            container?.Status ?? "absent",
            container?.Health,
            service.Image,
            image?.Version,
            image?.Digest ?? "",
            container is { IsRunning: true } ? time.GetUtcNow() - container.StartedAt : null,
            container?.RestartCount ?? 0);
    }

    IEnumerable<string> Unfinished(StackSnapshot snapshot)
    {
        foreach (var operation in JournalReader.Unfinished(root))
            yield return $"Unfinished: {operation}";
        if (drain.IsSet)
            yield return "The scheduler was told to stop and is finishing its tasks: ./build.sh Down ends it, ./build.sh Up starts it again.";
        foreach (var left in snapshot.Containers.Where(container => container.IsOneOff))
            yield return $"A run of '{left.Service}' was interrupted: ./build.sh Up repeats it.";
        foreach (var service in snapshot.Model.Services.Values.Where(service => !service.IsOneShot && snapshot.StepOf(service) is ServiceStep.Replace))
            yield return $"'{service.Name}' runs with an older configuration or image: ./build.sh Up replaces it.";
    }

    /// <summary>On another machine's disk, maybe: a share that is away would hang for minutes.</summary>
    async Task<BackupOverview?> BackupsAsync(CancellationToken ct)
    {
        try
        {
            return await Task.Run(backups.Read, ct).WaitAsync(TimeForBackups, time, ct);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    static async Task<T> WithinTimeAsync<T>(Func<CancellationToken, Task<T>> read, T otherwise, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(TimeForPostgres);
        try
        {
            return await read(deadline.Token);
        }
        catch (Exception error) when (error is DataSpecException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return otherwise;
        }
    }
}
