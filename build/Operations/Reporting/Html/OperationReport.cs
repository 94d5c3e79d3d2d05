using System.Collections.Immutable;
using DataSpec.Operations.Journal;

namespace DataSpec.Operations.Reporting.Html;

/// <summary>An image before and after.</summary>
/// <param name="FromDigest">Digest or id of the image; empty where it is not known.</param>
public sealed record ReportedImage(string Service, string From, string FromDigest, string To, string ToDigest);

/// <summary>Something that was checked.</summary>
/// <param name="Evidence">What was seen; null where the sentence says all.</param>
public sealed record ReportedCheck(string What, bool Holds, string? Evidence = null);

/// <summary>All that the page about an operation shows.</summary>
/// <param name="Journal">Steps, times and the result come from it; it need not have ended.</param>
public sealed record OperationReport(JournalContent Journal)
{
    public ImmutableArray<ReportedImage> Images { get; init; } = [];

    public ImmutableArray<ReportedCheck> Checks { get; init; } = [];

    /// <summary>One sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Seconds without pages as the rehearsal predicted; null where nothing was rehearsed.</summary>
    public double? PredictedStop { get; init; }
}

/// <summary>A stretch of time in which one step was worked on; a step that was repeated has several.</summary>
/// <param name="Begin">Seconds since the operation began.</param>
/// <param name="Problem">Why it failed; null where it did not.</param>
sealed record ReportedStep(string Name, double Begin, double Seconds, bool IsDone, string? Problem)
{
    /// <summary>In the order in which they began. A step without an end ends with the last record: the run was killed in it.</summary>
    public static ImmutableArray<ReportedStep> Of(JournalContent journal)
    {
        var steps = ImmutableArray.CreateBuilder<ReportedStep>();
        StepStarted? open = null;
        foreach (var record in journal.Records)
        {
            switch (record)
            {
                case StepStarted started:
                    Close(started.At, done: false, "cut off");
                    open = started;
                    break;
                case StepDone done:
                    Close(done.At, done: true, problem: null);
                    break;
                case StepFailed failed:
                    Close(failed.At, done: false, failed.Reason);
                    break;
                case OperationResumed resumed:
                    Close(resumed.At, done: false, "cut off");
                    break;
            }
        }

        Close(journal.Records[^1].At, done: false, "without an end");
        return steps.ToImmutable();

        void Close(DateTimeOffset at, bool done, string? problem)
        {
            if (open is not null)
                steps.Add(new(open.Step, (open.At - journal.Header.At).TotalSeconds, Math.Max(0, (at - open.At).TotalSeconds), done, problem));
            open = null;
        }
    }
}
