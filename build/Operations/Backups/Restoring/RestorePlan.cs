using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>What was found out about a restore before it begins.</summary>
/// <param name="Env">Null where <c>.env</c> stays as it is.</param>
/// <param name="Settings">Those of the restored stack.</param>
/// <param name="OtherAirflowUid">User id that Airflow's files in the backup belong to, where it is another here.</param>
sealed record RestoreFindings(
    RestoreImage Image, RestoredEnv? Env, StackSettings Settings, ImmutableArray<SwapEntry> Entries, bool HadEnv, bool Runs, ImmutableArray<string> Notes, int? OtherAirflowUid);

/// <summary>A restore that was found possible; nothing has been changed yet.</summary>
public sealed class RestorePlan : IAsyncDisposable
{
    readonly RestoreFindings _found;

    internal RestorePlan(PlainBackup backup, BackupProof? proof, RestoreOptions options, RestoreFindings found) => (Backup, Proof, Options, _found) = (backup, proof, options, found);

    internal PlainBackup Backup { get; }

    /// <summary>The last test of exactly these bytes, if it held.</summary>
    internal BackupProof? Proof { get; }

    internal RestoreOptions Options { get; }

    internal BackupManifest Manifest => Backup.Manifest;

    internal RestoreImage Image => _found.Image;

    internal RestoredEnv? Env => _found.Env;

    internal StackSettings Settings => _found.Settings;

    internal ImmutableArray<SwapEntry> Entries => _found.Entries;

    internal bool HadEnv => _found.HadEnv;

    internal ImmutableArray<string> Notes => _found.Notes;

    internal int? OtherAirflowUid => _found.OtherAirflowUid;

    /// <summary>Of the backup.</summary>
    public string Id => Manifest.Id;

    /// <summary>True where the stack runs: it is stopped for the exchange.</summary>
    public bool Runs => _found.Runs;

    /// <summary>True where something is replaced, so that the person should be asked.</summary>
    public bool Replaces => Runs || Entries.Any(entry => entry.Out);

    /// <summary>What is asked before it begins.</summary>
    public string Question => string.Create(
        CultureInfo.InvariantCulture,
        $"Replace {string.Join(", ", Options.Only).ToLowerInvariant()} of '{Settings.ComposeProject}' by backup {Manifest.Id} of {Manifest.Consistency.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC ({ProgressText.Size(Manifest.Bytes())})?"
        + $"{(Runs ? " The stack is stopped meanwhile." : "")} What is there now is kept.");

    internal bool Has(RestorePart part) => Options.Only.Contains(part);

    public ValueTask DisposeAsync() => Backup.DisposeAsync();
}
