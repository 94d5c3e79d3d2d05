using System.Collections.Immutable;
using System.Text.Json;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Upgrades;
using DataSpec.Operations.Verification.Checks.Backups;

namespace DataSpec.Operations.Verification.Checks.Since;

/// <summary>What the databases held when a backup was taken, or before an upgrade.</summary>
/// <param name="Name">For people: <c>backup 20260102T030405Z-backup-1a2b</c>.</param>
/// <param name="Tables">By database.</param>
/// <param name="Counts">Things that people made, as a number each; taken down by upgrades.</param>
sealed record Baseline(string Name, DateTimeOffset At, ImmutableDictionary<string, ImmutableArray<TableFingerprint>> Tables, ImmutableSortedDictionary<string, long> Counts)
{
    /// <exception cref="DataSpecException">Nothing of that name, or a backup that is one archive.</exception>
    public static async Task<Baseline> ReadAsync(StackRoot root, string warehouse, BackupShelf shelf, string name, CancellationToken ct)
    {
        if (DataFacts.Read(root, name) is { } facts)
        {
            return new(
                $"upgrade {name}", new DateTimeOffset(File.GetLastWriteTimeUtc(DataFacts.PathIn(root, name)), TimeSpan.Zero),
                ImmutableDictionary<string, ImmutableArray<TableFingerprint>>.Empty.Add(warehouse, facts.Warehouse), facts.NoFewer);
        }

        var backup = name is "latest" ? shelf.NewestProved ?? shelf.Newest : shelf.Complete.FirstOrDefault(one => one.Backup.Id == name);
        if (backup is null)
        {
            throw new DataSpecException(ExitCode.WrongUsage, $"There is neither a backup '{name}' in '{shelf.Target}' nor an upgrade of that name.")
            {
                LeftAsItWas = "Nothing was compared.",
                NextStep = "./build.sh Backups, or ./build.sh Status --history, show the names",
            };
        }

        if (backup.Manifest!.Form is not (BackupForm.Plain or BackupForm.Incremental))
        {
            throw new DataSpecException(ExitCode.WrongUsage, $"What backup '{backup.Backup.Id}' held is inside its archive, which is not opened for this.")
            {
                LeftAsItWas = "Nothing was compared.",
                NextStep = "--since with a backup that is a directory",
            };
        }

        var fingerprint = JsonSerializer.Deserialize<ClusterFingerprint>(await File.ReadAllTextAsync(backup.Backup.Fingerprint, ct), ManifestText.Shape)!;
        return new(
            $"backup {backup.Backup.Id}", backup.Manifest.Consistency.At, fingerprint.Databases.ToImmutableDictionary(database => database.Database, database => database.Tables, StringComparer.Ordinal),
            ImmutableSortedDictionary<string, long>.Empty);
    }
}
