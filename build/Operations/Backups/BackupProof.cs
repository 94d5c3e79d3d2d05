using System.Collections.Immutable;
using System.Text.Json;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups;

/// <summary>What the last test of a backup showed; kept beside its manifest as <c>proof.json</c>.</summary>
/// <param name="Manifest">Checksum of the manifest of the backup that was tested: a proof copied from elsewhere does not count.</param>
/// <param name="At">When it ended.</param>
/// <param name="Image">Id of the image that it was booted with.</param>
/// <param name="Boots">How often the copy was started: once for each point of the log at which a database was compared, and once to its end.</param>
/// <param name="Tables">How many tables were compared with what the live cluster held.</param>
/// <param name="BootSeconds">The longest time from the start of a container until the copy took writes.</param>
/// <param name="Seconds">The whole test.</param>
/// <param name="Checks">What was checked, one sentence each.</param>
/// <param name="Failures">What did not hold; empty for a proved backup.</param>
public sealed record BackupProof(
    string Manifest,
    DateTimeOffset At,
    string Tool,
    string Image,
    int Boots,
    int Tables,
    long Rows,
    double BootSeconds,
    double Seconds,
    ImmutableArray<string> Checks,
    ImmutableArray<string> Failures)
{
    public bool Holds() => Failures.IsEmpty;

    /// <summary>The proof of this very backup; null where it was never tested or the file is damaged.</summary>
    public static BackupProof? Read(BackupLayout backup, BackupManifest manifest)
    {
        try
        {
            var proof = JsonSerializer.Deserialize<BackupProof>(File.ReadAllText(backup.Proof), ManifestText.Shape);
            return proof?.Manifest == manifest.Checksum ? proof : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    internal void Write(BackupLayout backup) =>
        DurableFile.Write(backup.Proof, JsonSerializer.Serialize(this, ManifestText.Shape) + "\n", EnvFile.PrivateMode);
}
