using System.Collections.Immutable;

namespace DataSpec.Operations.Journal;

/// <summary>What a journal says.</summary>
/// <param name="Header">Its first record.</param>
/// <param name="Records">All whole records, the header among them, in the order in which they were written.</param>
/// <param name="IsTorn">True where something that is no whole record follows them: the run was cut off while it wrote.</param>
public sealed record JournalContent(OperationBegun Header, ImmutableArray<JournalRecord> Records, bool IsTorn)
{
    /// <summary>Null while the operation is unfinished.</summary>
    public OperationEnded? End => Records[^1] as OperationEnded;

    /// <summary>The process that worked on it last.</summary>
    public ProcessIdentity LastRunBy => Records.OfType<OperationResumed>().LastOrDefault()?.By ?? Header.By;

    /// <summary>True where other changes of the stack must wait until the operation is finished: from its begin, or since it said so.</summary>
    public bool Blocks => Header.Blocks || Fact(OperationJournal.BlocksFact) is not null;

    /// <summary>The step that was begun last; null before the first.</summary>
    public string? LastStep => Records.OfType<StepStarted>().LastOrDefault()?.Step;

    /// <summary>The value noted last under this name; null without one.</summary>
    public string? Fact(string name) => Records.OfType<FactNoted>().LastOrDefault(fact => fact.Name == name)?.Value;

    /// <summary>True where the step was done and not begun again since.</summary>
    public bool IsDone(string step) => LastOf(step) is StepDone;

    /// <summary>True where the step was begun and its end is not recorded: it may have changed all, some or nothing.</summary>
    public bool IsOpen(string step) => LastOf(step) is StepStarted or StepFailed;

    /// <summary>How many different steps were done.</summary>
    public int StepsDone => Records.OfType<StepDone>().Select(done => done.Step).Distinct(StringComparer.Ordinal).Count();

    internal static JournalContent? Parse(ReadOnlySpan<byte> text)
    {
        var (records, length) = JournalText.Parse(text);
        return records is [OperationBegun header, ..] ? new JournalContent(header, records, length < text.Length) : null;
    }

    JournalRecord? LastOf(string step) => Records.LastOrDefault(record => record switch
    {
        StepStarted started => started.Step == step,
        StepDone done => done.Step == step,
        StepFailed failed => failed.Step == step,
        _ => false,
    });
}
