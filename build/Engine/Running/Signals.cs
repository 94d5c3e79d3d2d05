using System.Runtime.InteropServices;

namespace DataSpec.Engine.Running;

/// <summary>Turns INT, TERM and HUP into a request to end; a second INT ends the process at once.</summary>
sealed class Signals : IDisposable
{
    /// <summary>Switch that a build sets while a child owns the terminal: INT is then for the child alone.</summary>
    const string ChildOwnsTerminal = "DataSpec.ChildOwnsTerminal";

    readonly Interruption _interruption;
    readonly Action<string> _say;
    readonly List<PosixSignalRegistration> _registrations;

    public Signals(Interruption interruption, Action<string> say)
    {
        (_interruption, _say) = (interruption, say);
        _registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP }.Select(signal => PosixSignalRegistration.Create(signal, Handle))];
    }

    public void Dispose() => _registrations.ForEach(registration => registration.Dispose());

    void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGINT && AppContext.TryGetSwitch(ChildOwnsTerminal, out var isOwned) && isOwned)
            return;

        if (_interruption.IsRequested)
        {
            if (context.Signal != PosixSignal.SIGINT)
                return;
            Descendants.End(TimeSpan.Zero);
            Environment.Exit(_interruption.ExitCode);
        }

        _interruption.Request(context.Signal);
        _say("Interrupted: waiting for the running target to end. Press Ctrl-C again to stop at once.");
    }
}
