using System.Runtime.InteropServices;

/// <summary>Turns INT, TERM and HUP into a cancelled token: the running operation stops what it started and leaves a state the next command continues from.</summary>
sealed class Interruption : IDisposable
{
    /// <summary>The engine looks at the same switch.</summary>
    const string ChildOwnsTerminal = "DataSpec.ChildOwnsTerminal";

    readonly CancellationTokenSource _source = new();
    readonly PosixSignalRegistration[] _registrations;

    public Interruption() =>
        _registrations = [Register(PosixSignal.SIGINT), Register(PosixSignal.SIGTERM), Register(PosixSignal.SIGHUP)];

    public CancellationToken Token => _source.Token;

    /// <summary>A program that has the terminal gets Ctrl-C itself: psql ends its query, not the tool.</summary>
    public static void LeaveTerminalToChild() => AppContext.SetSwitch(ChildOwnsTerminal, true);

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    PosixSignalRegistration Register(PosixSignal signal) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            var childOwnsTerminal = signal == PosixSignal.SIGINT && AppContext.TryGetSwitch(ChildOwnsTerminal, out var owned) && owned;
            if (!childOwnsTerminal)
                _source.Cancel();
        });
}
