using System.Collections.Immutable;

namespace DataSpec.Operations.Upgrades;

/// <summary>What an upgrade does to the running stack; every step may be repeated, from whatever state an interruption left.</summary>
interface IUpgradeStack
{
    /// <summary>Makes every image of the target present.</summary>
    /// <returns>The changes with the ids of both sides.</returns>
    Task<ImmutableArray<ImageChange>> PrefetchAsync(string operation, TargetChoice choice, CancellationToken ct);

    /// <summary>Finds a backup that is young enough and proved, or takes one.</summary>
    /// <returns>Its directory.</returns>
    Task<string> SecureBackupAsync(string operation, UpgradeTarget target, UpgradeOptions options, CancellationToken ct);

    /// <summary>Tries the upgrade on a copy.</summary>
    /// <returns>Null where nothing can rehearse.</returns>
    /// <exception cref="DataSpecException">It failed on the copy (exit code 4).</exception>
    Task<RehearsedStop?> RehearseAsync(string operation, string backup, UpgradeTarget target, CancellationToken ct);

    /// <summary>Looks whether the images are still those that were fetched, shows what runs, and asks where the deadline may end it.</summary>
    /// <exception cref="DataSpecException">Not agreed (exit code 2), or a name has another image now (4).</exception>
    Task AskAsync(UpgradeTarget target, UpgradeOptions options, CancellationToken ct);

    /// <summary>Ends when no task runs any more and the scheduler has stopped; everything else runs on.</summary>
    Task QuiesceAsync(UpgradeOptions options, CancellationToken ct);

    /// <summary>What must be the same after the upgrade.</summary>
    /// <param name="before">Has the rows of the warehouse already; null reads them.</param>
    Task<DataFacts> ReadFactsAsync(DataFacts? before, CancellationToken ct);

    /// <summary>Stops every service but Postgres.</summary>
    Task StopAsync(CancellationToken ct);

    /// <summary>Makes the way back: copies of the metadata databases beside them in the cluster, or of the whole cluster as it is at its stop.</summary>
    Task SealAsync(string operation, UpgradeTarget target, string backup, CancellationToken ct);

    /// <summary>Brings the cluster to its new major version where that changes, and runs the one-shots of the new images.</summary>
    /// <exception cref="DataSpecException">A name has another image than was fetched (exit code 4); or what the cluster's upgrade or a one-shot failed with.</exception>
    Task MigrateAsync(string operation, UpgradeTarget target, CancellationToken ct);

    /// <summary>Compares and decrypts, with every service still down.</summary>
    /// <returns>What was shown, one sentence each.</returns>
    /// <exception cref="DataSpecException">Something is not as before (exit code 4).</exception>
    Task<ImmutableArray<string>> VerifyAsync(DataFacts before, CancellationToken ct);

    /// <summary>Starts the pages and logs in to them; nothing works on its own yet.</summary>
    Task OpenPagesAsync(CancellationToken ct);

    /// <summary>Starts everything else, or looks that it runs.</summary>
    Task StartAsync(CancellationToken ct);

    /// <summary>What the running new version says that a person should know.</summary>
    Task<ImmutableArray<string>> ReadNotesAsync(CancellationToken ct);

    /// <summary>Ends what an unfinished step left, and every service but Postgres.</summary>
    Task StopHardAsync(CancellationToken ct);

    /// <summary>Gives the images of before their names back and starts Postgres alone.</summary>
    Task StartDatabaseAsync(ImmutableArray<ImageChange> images, CancellationToken ct);

    /// <summary>Puts the metadata databases of before in place.</summary>
    /// <param name="keep">True keeps what is there now beside them, because people worked with it.</param>
    Task UndoDataAsync(string operation, UpgradeTarget target, bool keep, CancellationToken ct);

    /// <summary>What will not be there any more after a rollback, one sentence each.</summary>
    Task<ImmutableArray<string>> ReadLossAsync(DateTimeOffset since, CancellationToken ct);

    /// <summary>Deletes everything that is kept in the cluster and the engine for going back.</summary>
    /// <param name="isOver">True where the new version stays: a cluster of the old major version goes too.</param>
    Task<ImmutableArray<string>> ForgetAsync(string operation, UpgradeTarget target, bool isOver, CancellationToken ct);

    /// <summary>Ends and deletes what was prepared beside the running stack.</summary>
    Task AbandonAsync(string operation);

    /// <summary>Deletes what rollbacks kept beside, and copies that nothing knows of any more.</summary>
    Task<ImmutableArray<string>> PruneAsync(CancellationToken ct);
}
