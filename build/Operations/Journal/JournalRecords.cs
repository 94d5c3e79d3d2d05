using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace DataSpec.Operations.Journal;

/// <summary>How an operation ended.</summary>
public enum OperationOutcome
{
    Succeeded,

    /// <summary>It failed before it changed anything, or after it had put everything back by itself.</summary>
    FailedUnchanged,

    /// <summary>It failed, or was told to go back, and the old state is in place and proved.</summary>
    RolledBack,

    /// <summary>It was given up: what it had done stays as it is.</summary>
    Abandoned,
}

/// <summary>One line of a journal.</summary>
/// <param name="At">When it was written, in UTC.</param>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(OperationBegun), "begun")]
[JsonDerivedType(typeof(OperationResumed), "resumed")]
[JsonDerivedType(typeof(StepStarted), "started")]
[JsonDerivedType(typeof(StepDone), "done")]
[JsonDerivedType(typeof(StepFailed), "failed")]
[JsonDerivedType(typeof(FactNoted), "fact")]
[JsonDerivedType(typeof(OperationEnded), "ended")]
public abstract record JournalRecord(DateTimeOffset At);

/// <summary>The first line: what was begun, by which process, and how to go on after an interruption.</summary>
/// <param name="Id">Name of the journal: time, kind and four random digits.</param>
/// <param name="Kind">What is done: <c>rotate-secrets</c>, <c>backup</c>, <c>upgrade</c>.</param>
/// <param name="Tool">Version of this program.</param>
/// <param name="By">The process that began.</param>
/// <param name="Options">What was asked for; without secrets.</param>
/// <param name="Next">The command that finishes it when it was interrupted.</param>
/// <param name="Blocks">True where other changes of the stack must wait until it is finished.</param>
public sealed record OperationBegun(
    DateTimeOffset At, string Id, string Kind, string Tool, ProcessIdentity By, ImmutableSortedDictionary<string, string> Options, string Next, bool Blocks)
    : JournalRecord(At);

/// <summary>Another process goes on with the operation.</summary>
public sealed record OperationResumed(DateTimeOffset At, ProcessIdentity By) : JournalRecord(At);

/// <summary>On the disk before the first change of the step.</summary>
public sealed record StepStarted(DateTimeOffset At, string Step) : JournalRecord(At);

/// <summary>On the disk after the last change of the step.</summary>
public sealed record StepDone(DateTimeOffset At, string Step) : JournalRecord(At);

/// <summary>The step ended with an error or was interrupted; what it had changed is not known from here.</summary>
public sealed record StepFailed(DateTimeOffset At, string Step, string Reason) : JournalRecord(At);

/// <summary>Something that a later run of the operation must know, as a path or an id; of one name the last value counts.</summary>
public sealed record FactNoted(DateTimeOffset At, string Name, string Value) : JournalRecord(At);

/// <summary>The last line of a finished operation.</summary>
public sealed record OperationEnded(DateTimeOffset At, OperationOutcome Outcome, string? Note = null) : JournalRecord(At);
