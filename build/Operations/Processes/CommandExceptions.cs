using System.Collections.Immutable;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace DataSpec.Operations.Processes;

/// <summary>A command ended with a code other than 0; carries the command (secrets masked), the code and its last lines.</summary>
public sealed class CommandFailedException(CommandResult result)
    : DataSpecException(ExitCode.FailedUnchanged, CommandText.OfFailure(result))
{
    public CommandResult Result { get; } = result;
}

/// <summary>A command passed its timeout and its process tree was ended; carries its last lines.</summary>
public sealed class CommandTimeoutException(Command command, TimeSpan timeout, ImmutableArray<OutputLine> lines)
    : DataSpecException(
        ExitCode.FailedUnchanged,
        CommandText.WithLastLines(string.Create(CultureInfo.InvariantCulture, $"'{command}' did not end within {timeout.TotalSeconds:0.#} s and was stopped."), lines));

/// <summary>The executable of a command could not be started.</summary>
public sealed class CommandNotFoundException(Command command, Exception? innerException = null)
    : DataSpecException(
        ExitCode.RequirementMissing,
        $"'{command.Executable}' cannot be started ({Reason(innerException)}): is it installed and on PATH?",
        innerException)
{
    static string Reason(Exception? error) => error is Win32Exception native ? Marshal.GetPInvokeErrorMessage(native.NativeErrorCode) : "no reason given";
}
