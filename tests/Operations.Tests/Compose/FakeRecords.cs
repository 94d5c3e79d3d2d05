using System.Collections.Concurrent;
using System.Collections.Immutable;
using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Tests.Compose;

/// <summary>The database of a stack held in memory: marks of one-shots and running tasks.</summary>
sealed class FakeRecords : IOneShotRecords, IStackDatabase
{
    public ConcurrentDictionary<string, string> Marks { get; } = new(StringComparer.Ordinal);

    public ImmutableArray<RunningTask> Tasks { get; set; } = [];

    public DataSpecException? Refusal { get; set; }

    public int Checkpoints { get; private set; }

    public Task<ImmutableDictionary<string, string>> ReadAsync(CancellationToken ct) =>
        Refusal is null ? Task.FromResult(Marks.ToImmutableDictionary(StringComparer.Ordinal)) : Task.FromException<ImmutableDictionary<string, string>>(Refusal);

    public Task WriteAsync(IReadOnlyDictionary<string, string> fingerprints, CancellationToken ct)
    {
        foreach (var (name, value) in fingerprints)
            Marks[name] = value;
        return Task.CompletedTask;
    }

    public Task<ImmutableArray<RunningTask>> ReadRunningTasksAsync(CancellationToken ct) => Task.FromResult(Tasks);

    public Task CheckpointAsync(CancellationToken ct)
    {
        Checkpoints++;
        return Task.CompletedTask;
    }
}
