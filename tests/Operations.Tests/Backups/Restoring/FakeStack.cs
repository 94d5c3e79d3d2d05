using DataSpec.Operations.Backups.Restoring;

namespace DataSpec.Operations.Tests.Backups.Restoring;

/// <summary>A stack that only remembers whether it runs, and whose data it saw when it was started.</summary>
sealed class FakeStack(StackRoot root) : IRestoreStack
{
    public bool Runs { get; private set; } = true;

    /// <summary>The next start fails with this.</summary>
    public DataSpecException? FailStart { get; set; }

    public Task<bool> RunsAsync(string project, CancellationToken ct) => Task.FromResult(Runs);

    public Task StopAsync(CancellationToken ct) => StopHardAsync(ct);

    public Task StopHardAsync(CancellationToken ct)
    {
        Runs = false;
        return Task.CompletedTask;
    }

    public Task StartAsync(string? systemIdentifier, CancellationToken ct)
    {
        if (FailStart is { } failure)
        {
            FailStart = null;
            throw failure;
        }

        if (!Directory.Exists(Path.Combine(root.Data, "postgres")))
            throw new InvalidOperationException("started without data");
        Runs = true;
        return Task.CompletedTask;
    }
}

/// <summary>Stands for <c>kill -9</c>: nothing that follows it runs.</summary>
sealed class RestoreKilledException : Exception;
