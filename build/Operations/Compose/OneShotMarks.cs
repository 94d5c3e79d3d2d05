using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace DataSpec.Operations.Compose;

/// <summary>The marks of one run of <c>Up</c>: read once before and once after the start of Postgres, written together at the end.</summary>
sealed class OneShotMarks
{
    static readonly TimeSpan SavingTime = TimeSpan.FromSeconds(5);

    readonly IOneShotRecords _records;
    readonly Task<ImmutableDictionary<string, string>> _early;
    readonly Lazy<Task<ImmutableDictionary<string, string>>> _fresh;
    readonly ConcurrentDictionary<string, string> _finished = new(StringComparer.Ordinal);

    OneShotMarks(IOneShotRecords records, CancellationToken ct)
    {
        _records = records;
        _early = records.ReadAsync(ct);
        _fresh = new(() => records.ReadAsync(ct));
    }

    /// <summary>Begins to read while containers are still being looked at: on a healthy stack the answer is there when it is needed.</summary>
    public static OneShotMarks BeginReading(IOneShotRecords records, CancellationToken ct) => new(records, ct);

    /// <summary>What a Postgres that ran before answered; its refusal is thrown here.</summary>
    public Task<ImmutableDictionary<string, string>> OfRunningAsync() => _early;

    /// <summary>What the Postgres that this run started answers.</summary>
    public Task<ImmutableDictionary<string, string>> OfStartedAsync() => _fresh.Value;

    public void Finished(string service, string fingerprint) => _finished[service] = fingerprint;

    /// <summary>Writes the marks of all that finished, also when something else failed; a mark that is lost only costs a repetition.</summary>
    public async Task SaveAsync()
    {
        if (_finished.IsEmpty)
            return;
        using var deadline = new CancellationTokenSource(SavingTime);
        try
        {
            await _records.WriteAsync(_finished, deadline.Token);
        }
        catch (Exception error) when (error is DataSpecException or OperationCanceledException)
        {
            // Postgres itself is what failed, and that is being reported.
        }
    }
}
