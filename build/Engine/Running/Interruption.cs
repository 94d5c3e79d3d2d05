using System.Runtime.InteropServices;

namespace DataSpec.Engine.Running;

/// <summary>Whether someone wants this run to end, and how long its running target may still take.</summary>
sealed class Interruption(TimeProvider time) : IDisposable
{
    static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    readonly ManualResetEventSlim _requested = new();
    readonly TaskCompletionSource _expired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    ITimer? _timer;

    public PosixSignal? Signal { get; private set; }

    public bool IsRequested => Signal is not null;

    /// <summary>128 and the signal's number, as shells count it.</summary>
    public int ExitCode => Signal switch { PosixSignal.SIGTERM => 143, PosixSignal.SIGHUP => 129, _ => 130 };

    public void Request(PosixSignal signal)
    {
        if (IsRequested)
            return;
        Signal = signal;
        _requested.Set();
        _timer = time.CreateTimer(_ => _expired.TrySetResult(), null, Bound, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _timer?.Dispose();
        _requested.Dispose();
    }

    /// <summary>
    /// Whether an ended target was interrupted. A target that listens to the same signal may end before this object has heard of it, so a
    /// cancellation waits a moment for its reason.
    /// </summary>
    public bool Explains(Exception error) => _requested.Wait(error is OperationCanceledException ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);

    /// <summary>Waits for the work and passes its failure on.</summary>
    /// <exception cref="TimeoutException">The bound passed first; the work may still run.</exception>
    public void WaitFor(Task work)
    {
        if (Task.WaitAny(work, _expired.Task) == 1 && !work.IsCompleted)
            throw new TimeoutException("It did not end after the interruption.");
        work.GetAwaiter().GetResult();
    }
}
