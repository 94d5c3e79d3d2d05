using System.Runtime.InteropServices;

namespace DataSpec.Engine.Running;

/// <summary>Whether someone wants this run to end, and how long its running target may still take.</summary>
/// <param name="time">Clock of the bound.</param>
/// <param name="bound">Time that a target has to end after the request; 90 s by default.</param>
sealed class Interruption(TimeProvider time, TimeSpan? bound = null)
{
    readonly TaskCompletionSource _expired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    ITimer? _timer;

    public PosixSignal? Signal { get; private set; }

    public bool IsRequested => Signal is not null;

    /// <summary>128 and the signal's number, as shells count it.</summary>
    public int ExitCode => Signal == PosixSignal.SIGTERM ? 143 : 130;

    public void Request(PosixSignal signal)
    {
        if (IsRequested)
            return;
        Signal = signal;
        _timer = time.CreateTimer(_ => _expired.TrySetResult(), null, bound ?? TimeSpan.FromSeconds(90), Timeout.InfiniteTimeSpan);
    }

    /// <summary>Waits for the work and passes its failure on.</summary>
    /// <exception cref="TimeoutException">The bound passed first; the work may still run.</exception>
    public void WaitFor(Task work)
    {
        if (Task.WaitAny(work, _expired.Task) == 1 && !work.IsCompleted)
            throw new TimeoutException("It did not end after the interruption.");
        work.GetAwaiter().GetResult();
    }
}
