using System.Collections.Immutable;

namespace DataSpec.Operations.Verification;

public enum CheckStatus
{
    Passed,

    /// <summary>Worth knowing, and no reason to stop a pipeline.</summary>
    Warning,
    Failed,

    /// <summary>Not looked at, for a stated reason.</summary>
    Skipped,
}

/// <summary>What a look found.</summary>
/// <param name="Evidence">The measured values, so that a reader can judge for themselves.</param>
sealed record CheckOutcome(CheckStatus Status, string Evidence)
{
    /// <summary>Services at fault, by their names in the stack file.</summary>
    public ImmutableArray<string> Services { get; init; } = [];

    /// <summary>Where it is more precise than the one of the description.</summary>
    public string? Remedy { get; init; }

    public static CheckOutcome Passed(string evidence) => new(CheckStatus.Passed, evidence);

    public static CheckOutcome Warning(string evidence) => new(CheckStatus.Warning, evidence);

    public static CheckOutcome Failed(string evidence, params ImmutableArray<string> services) => new(CheckStatus.Failed, evidence) { Services = services };

    public static CheckOutcome Skipped(string why) => new(CheckStatus.Skipped, why);
}
