using System.Collections.Immutable;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Backups;

/// <summary>Reads the copied files back while the server reads its tables: two halves of a backup that need not wait for each other.</summary>
/// <remarks>On one processor, the server has the other. The log is left out: it still grows up to the restore point.</remarks>
sealed class EarlyHashes : IAsyncDisposable
{
    const string Log = $"{BackupLayout.BaseName}/pg_wal/";

    readonly CancellationTokenSource _end;
    readonly Task<ImmutableArray<(FoundEntry Entry, string? Sha256, string? Error)>> _reading;

    public EarlyHashes(BackupLayout backup, IProgressSink progress, CancellationToken ct)
    {
        _end = CancellationTokenSource.CreateLinkedTokenSource(ct);
        ImmutableArray<FoundEntry> files =
        [
            .. BackupFiles.Walk(backup.Directory)
                .Where(entry => entry.Kind is FoundKind.File && entry.Path.StartsWith($"{BackupLayout.BaseName}/", StringComparison.Ordinal) && !entry.Path.StartsWith(Log, StringComparison.Ordinal)),
        ];
        _reading = Task.Run(() => BackupFiles.HashAsync(backup.Directory, files, progress, _end.Token, processors: 1), CancellationToken.None);
    }

    /// <summary>SHA-256 by path; a file that could not be read is left to the one who looks next.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync() =>
        (await _reading).Where(hash => hash.Sha256 is not null).ToDictionary(hash => hash.Entry.Path, hash => hash.Sha256!, StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await ((Task)_reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _end.Dispose();
    }
}
