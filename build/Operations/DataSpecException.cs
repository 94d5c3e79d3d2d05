namespace DataSpec.Operations;

/// <summary>The exit codes of the tool, as documented in <c>docs/exit-codes.md</c>.</summary>
public enum ExitCode
{
    Done = 0,
    FailedUnchanged = 1,
    WrongUsage = 2,
    RequirementMissing = 3,
    VerificationFailed = 4,
    RolledBack = 5,
    Locked = 6,
    Unfinished = 7,
}

/// <summary>A failure told to the person at the keyboard: what happened, what was left as it was, what to type next.</summary>
public class DataSpecException(ExitCode exitCode, string whatHappened, Exception? innerException = null)
    : Exception(whatHappened, innerException)
{
    public ExitCode ExitCode { get; } = exitCode;

    /// <summary>What this failure did not touch; one sentence, or null where nothing could have been touched.</summary>
    public string? LeftAsItWas { get; init; }

    /// <summary>The next command to type or thing to do; one line.</summary>
    public string? NextStep { get; init; }
}
