using DataSpec.Operations.Backups;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Verification.Checks.Backups;

/// <summary>Whether this is still the cluster that was backed up: where a disk is not mounted, Postgres makes a new one, and everything looks healthy.</summary>
static class IdentityCheck
{
    /// <summary>Backups hold what a stack needs; half of it does not vanish by vacuum.</summary>
    const double Shrunk = 0.5;

    public static ICheck Check { get; } = new Check(
        new("pg.identity", 3, "The cluster is the one that was backed up last, and not a new and empty one", "Look whether the disk of data/postgres is mounted; else ./build.sh Restore --from latest. Where the new start was meant: ./build.sh Backup")
        {
            Services = [CoreServices.Postgres], Needs = ["pg.tablespaces"], Patience = TimeSpan.FromSeconds(30),
        },
        LookAsync);

    static async Task<CheckOutcome> LookAsync(StackView view, CancellationToken ct)
    {
        var cluster = await LiveCluster.ReadAsync(view.Postgres, ct);
        // The number begins with the second in which the cluster was made.
        var made = DateTimeOffset.FromUnixTimeSeconds((long)(ulong.Parse(cluster.SystemIdentifier, System.Globalization.CultureInfo.InvariantCulture) >> 32));
        var now = $"cluster {cluster.SystemIdentifier}, made {made:yyyy-MM-dd HH:mm:ss} UTC, {ProgressText.Size(cluster.Bytes)}";
        if ((await view.BackupsAsync(ct)).Newest?.Manifest is not { } last)
            return CheckOutcome.Passed($"{now}; no backup to compare it with");
        if (last.Postgres.SystemIdentifier == cluster.SystemIdentifier)
        {
            return cluster.Bytes >= Shrunk * last.Postgres.LiveBytes
                ? CheckOutcome.Passed($"{now}, as in backup {last.Id}")
                : CheckOutcome.Warning($"{now}; it had {ProgressText.Size(last.Postgres.LiveBytes)} in backup {last.Id}");
        }

        var evidence = $"{now}; backup {last.Id} is of cluster {last.Postgres.SystemIdentifier} with {ProgressText.Size(last.Postgres.LiveBytes)}";
        // An upgrade to another major version makes a new cluster, a restore brings an old one back.
        if (JournalReader.History(view.Root).LastOrDefault(one => one.Kind is "upgrade" or "rollback" or "restore" && one.Begun + one.Duration > last.FinishedAt) is { } change)
            return CheckOutcome.Passed($"{evidence}; since then there was {change.Kind} {change.Id}");
        // Everything below data is younger: deleted by Reset, or a checkout that finds the backups of another.
        return Directory.GetCreationTimeUtc(view.Root.State) > last.FinishedAt.UtcDateTime ? CheckOutcome.Warning($"{evidence}; all of 'data' is younger than that") : CheckOutcome.Failed(evidence);
    }
}
