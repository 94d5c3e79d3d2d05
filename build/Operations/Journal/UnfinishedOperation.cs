using System.Globalization;

namespace DataSpec.Operations.Journal;

/// <summary>An operation that was begun and not ended.</summary>
/// <param name="Step">Where it stopped, or is now; null before its first step.</param>
/// <param name="Next">The command that finishes it.</param>
/// <param name="Blocks">True where other changes of the stack must wait for that.</param>
/// <param name="By">The process that worked on it last.</param>
public sealed record UnfinishedOperation(string Id, string Kind, DateTimeOffset Begun, string? Step, string Next, bool Blocks, ProcessIdentity By)
{
    /// <summary>True while a process works on it: then it is not interrupted.</summary>
    public bool IsRunning => By.IsRunning;

    /// <summary>True where that process is this one.</summary>
    public bool IsOurs => By == ProcessIdentity.OfThis;

    /// <summary>One sentence for people, with the next command.</summary>
    public override string ToString()
    {
        var begun = string.Create(CultureInfo.InvariantCulture, $"'{Kind}', begun {Begun.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
        var step = Step is null ? "before its first step" : $"at step '{Step}'";
        return IsRunning
            ? $"{begun}, is {step} (process {By.Process})."
            : $"{begun}, was interrupted {step}: {Next} finishes it.";
    }
}

/// <summary>The stack is between two states: an interrupted operation must be finished before anything else changes it.</summary>
public sealed class UnfinishedOperationException : DataSpecException
{
    public UnfinishedOperationException(UnfinishedOperation operation)
        : base(ExitCode.Unfinished, $"Unfinished: {operation}")
    {
        Operation = operation;
        LeftAsItWas = "Nothing was changed.";
        NextStep = operation.Next;
    }

    public UnfinishedOperation Operation { get; }
}
