using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Tests.Backups;

/// <summary>An engine whose kernel mounts no overlays.</summary>
sealed class NoOverlays(IProcessRunner inner) : IProcessRunner
{
    public Task<CommandResult> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken ct = default) =>
        command.Arguments.Any(argument => argument.StartsWith("type=volume,", StringComparison.Ordinal) && (argument.Contains("/copy", StringComparison.Ordinal) || argument.Contains("/clone", StringComparison.Ordinal)))
            ? Task.FromResult(new CommandResult(command, 125, TimeSpan.Zero, [new(OutputSource.Error, "failed to mount local volume: invalid argument")]))
            : inner.RunAsync(command, onLine, ct);
}
