using System.Collections.Immutable;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Upgrades;

namespace DataSpec.Operations.Tests.Upgrades;

/// <summary>A tool that was killed: nothing of it runs any more, whatever it had planned.</summary>
sealed class UpgradeKilledException : Exception;

/// <summary>A stack in memory: which services run with which image, and which metadata lies where. Refuses what a real one could not survive.</summary>
sealed class FakeUpgradeStack(StackRoot root) : IUpgradeStack
{
    public const string OldImage = "dataspec/airflow:3.2.2";
    public const string NewImage = "dataspec/airflow:3.3.2";

    /// <summary>Databases by name, each with the revision of its metadata.</summary>
    public Dictionary<string, string> Databases { get; } = new(StringComparer.Ordinal) { ["airflow"] = "old" };

    public Dictionary<string, string> Running { get; } = new(StringComparer.Ordinal) { ["postgres"] = "18", ["scheduler"] = OldImage, ["pages"] = OldImage };

    public bool TasksRun { get; set; }

    /// <summary>Rows of the warehouse.</summary>
    public long Trips { get; set; } = 10;

    /// <summary>What was called, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>The next call of this name fails.</summary>
    public HashSet<string> Failing { get; } = new(StringComparer.Ordinal);

    /// <summary>Called in the middle of each call: what is done then is half done.</summary>
    public Action<string> Within { get; set; } = _ => { };

    string Image => new EnvFile(root.EnvFile).Read()["AIRFLOW_IMAGE"]!;

    string Revision => Image == NewImage ? "new" : "old";

    public Task<ImmutableArray<ImageChange>> PrefetchAsync(string operation, TargetChoice choice, CancellationToken ct) =>
        Do("prefetch", () => choice.Images.Select(image => image with { FromId = $"id of {image.From}", ToId = $"id of {image.To}" }).ToImmutableArray());

    public Task<string> SecureBackupAsync(string operation, UpgradeTarget target, UpgradeOptions options, CancellationToken ct) => Do("backup", () => "/backups/one");

    public Task<RehearsedStop?> RehearseAsync(string operation, string backup, UpgradeTarget target, CancellationToken ct) => Do<RehearsedStop?>("rehearse", () => new(60, 45, 70));

    public Task AskAsync(UpgradeTarget target, UpgradeOptions options, CancellationToken ct)
    {
        if (TasksRun && options.EndTasks && !options.Agrees("end them?"))
            throw new DataSpecException(ExitCode.WrongUsage, "Not agreed.");
        return Task.CompletedTask;
    }

    public Task QuiesceAsync(UpgradeOptions options, CancellationToken ct) => Do("quiesce", () =>
    {
        if (TasksRun && !options.EndTasks)
            throw new DataSpecException(ExitCode.Unfinished, "After 30 minutes these tasks still run: a.b.");
        Running.Remove("scheduler");
    });

    public Task<DataFacts> ReadFactsAsync(DataFacts? before, CancellationToken ct) => Do("facts", Facts);

    public Task StopAsync(CancellationToken ct) => Do("stop", () => Running.Remove("pages"));

    public Task SealAsync(string operation, UpgradeTarget target, string backup, CancellationToken ct) => Do("seal", () =>
    {
        Require(!Running.ContainsKey("pages") && !Running.ContainsKey("scheduler"), "copied while somebody is connected");
        Databases[$"before {operation}"] = Databases["airflow"];
    });

    public Task MigrateAsync(string operation, UpgradeTarget target, CancellationToken ct) => Do("migrate", () =>
    {
        Require(Databases.Keys.Any(name => name.StartsWith("before", StringComparison.Ordinal)), "migrated without a way back");
        Databases["airflow"] = "between";
        Within("half migrated");
        Databases["airflow"] = Revision;
    });

    public Task<ImmutableArray<string>> VerifyAsync(DataFacts before, CancellationToken ct) => Do("verify", () => before.Differences(Facts()).ToImmutableArray());

    public Task OpenPagesAsync(CancellationToken ct) => Do("open", () => Start("pages"));

    public Task StartAsync(CancellationToken ct) => Do("start", () =>
    {
        Start("pages");
        Start("scheduler");
    });

    public Task<ImmutableArray<string>> ReadNotesAsync(CancellationToken ct) => Task.FromResult(ImmutableArray<string>.Empty);

    public Task StopHardAsync(CancellationToken ct) => Do("stop hard", () =>
    {
        Running.Remove("pages");
        Running.Remove("scheduler");
    });

    public Task StartDatabaseAsync(ImmutableArray<ImageChange> images, CancellationToken ct) => Do("database", () => { });

    public Task UndoDataAsync(string operation, UpgradeTarget target, bool keep, CancellationToken ct) => Do("undo", () =>
    {
        if (!Databases.Remove($"before {operation}", out var before))
            return;
        if (keep)
            Databases[$"undone {operation}"] = Databases["airflow"];
        Databases["airflow"] = before;
    });

    public Task<ImmutableArray<string>> ReadLossAsync(DateTimeOffset since, CancellationToken ct) => Task.FromResult<ImmutableArray<string>>(["3 runs of DAGs"]);

    public Task<ImmutableArray<string>> ForgetAsync(string operation, UpgradeTarget target, bool isOver, CancellationToken ct) =>
        Do("forget", () => Databases.Remove($"before {operation}") ? ImmutableArray.Create("a database") : []);

    public Task AbandonAsync(string operation) => Task.CompletedTask;

    public Task<ImmutableArray<string>> PruneAsync(CancellationToken ct) => Do("prune", () => ImmutableArray<string>.Empty);

    /// <summary>True where everything fits together: services, metadata and <c>.env</c> of one version, all running.</summary>
    public bool IsWhole(string image) =>
        Image == image && Databases["airflow"] == Revision && Running.GetValueOrDefault("pages") == image && Running.GetValueOrDefault("scheduler") == image && Running.ContainsKey("postgres");

    DataFacts Facts() => new(
        ImmutableSortedDictionary<string, string>.Empty.Add("DAG runs", "13 1"), ImmutableSortedDictionary<string, long>.Empty, [new("nyc_taxi.trips", Trips, $"{Trips}", null)], ImmutableSortedDictionary<string, string>.Empty,
        ImmutableSortedDictionary<string, string>.Empty, OtherClients: 0);

    void Start(string service)
    {
        Require(Databases["airflow"] == Revision, $"'{service}' of {Image} was started on metadata that is {Databases["airflow"]}");
        Running[service] = Image;
    }

    static void Require(bool condition, string otherwise)
    {
        if (!condition)
            throw new InvalidOperationException(otherwise);
    }

    Task<bool> Do(string call, Action effect) => Do(call, () =>
    {
        effect();
        return true;
    });

    Task<T> Do<T>(string call, Func<T> effect)
    {
        Calls.Add(call);
        if (Failing.Remove(call))
            throw new DataSpecException(ExitCode.FailedUnchanged, $"'{call}' failed: no room");
        var result = effect();
        Within(call);
        return Task.FromResult(result);
    }
}
