using System.Collections.Immutable;
using DataSpec.Operations.Verification;

namespace DataSpec.Operations.Diagnosis;

/// <summary>The last lines that a service wrote, secrets masked.</summary>
public sealed record ServiceLines(string Service, ImmutableArray<string> Lines);

/// <summary>Something that is wrong by itself, and not because something else is.</summary>
/// <param name="Id">Of the check, or what was looked at before: <c>settings</c>, <c>engine</c>, <c>disk</c>, <c>unfinished</c> ...</param>
/// <param name="What">What must hold and does not; one sentence.</param>
/// <param name="Evidence">What was seen.</param>
/// <param name="Follows">Ids of the failed checks that follow from this one.</param>
/// <param name="Next">What to do; one sentence.</param>
/// <param name="Commands">The commands of <paramref name="Next"/> as they are typed, in their order; empty where a person must decide.</param>
public sealed record Cause(string Id, string What, string Evidence, ImmutableArray<string> Follows, string Next, ImmutableArray<string> Commands)
{
    /// <summary>What the services at fault wrote last.</summary>
    public ImmutableArray<ServiceLines> Logs { get; init; } = [];

    /// <summary>Services at fault.</summary>
    public ImmutableArray<string> Services { get; init; } = [];

    internal static Cause Of(string id, string what, string evidence, string next, params ImmutableArray<string> follows) =>
        new(id, what, evidence, follows, next, NextCommands.Of(next));
}

/// <summary>Something to know that hinders nothing now.</summary>
public sealed record Hint(string Id, string What, string? Next);

/// <summary>What is wrong with a stack, the first cause first.</summary>
/// <param name="Project">Null where <c>.env</c> does not tell.</param>
/// <param name="Verification">Null where nothing could be looked at: then a cause says why.</param>
public sealed record DiagnosisReport(
    string? Project, DateTimeOffset At, double Seconds, ImmutableArray<Cause> Causes, ImmutableArray<Hint> Warnings, ImmutableArray<string> Notes, VerificationReport? Verification)
{
    public ExitCode ExitCode => Verification is null ? ExitCode.RequirementMissing : Causes.IsEmpty ? ExitCode.Done : ExitCode.VerificationFailed;
}
