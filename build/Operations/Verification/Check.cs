using System.Collections.Immutable;

namespace DataSpec.Operations.Verification;

/// <summary>One thing that must hold of a stack.</summary>
/// <param name="Id">Stable, for <c>--only</c> and <c>--skip-checks</c>: what is looked at, a dot, what must hold: <c>pg.checksums</c>.</param>
/// <param name="Level">1 containers and files, 2 services as their users, 3 data; 4 only with <c>--deep</c>.</param>
/// <param name="What">What holds of a healthy stack; one sentence.</param>
/// <param name="Remedy">What to do or type where it does not hold.</param>
public sealed record CheckDescription(string Id, int Level, string What, string Remedy)
{
    public const int Deep = 4;

    /// <summary>Services that must answer for this check to hold: where one of them is at fault by itself, this check only repeats it.</summary>
    public ImmutableArray<string> Services { get; init; } = [];

    /// <summary>Checks whose failure is the reason for a failure of this one.</summary>
    public ImmutableArray<string> Needs { get; init; } = [];

    /// <summary>The profile that brings what is looked at; null for the core. Without it the check is skipped.</summary>
    public string? Profile { get; init; }

    /// <summary>Looked at where there is something to compare with, whatever the level, and else not at all.</summary>
    public bool ComparesOnly { get; init; }

    /// <summary>After so long without an answer the check has failed; 20 s by default: a healthy one needed 10 s on two cores with fifty programs waiting for them.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);
}

/// <summary>A description and the look that decides it; changes nothing of the stack unless its description says so.</summary>
interface ICheck
{
    CheckDescription About { get; }

    /// <summary>Looks once.</summary>
    /// <exception cref="Exception">It could not look: then the check has failed, with the message as evidence.</exception>
    Task<CheckOutcome> LookAsync(StackView view, CancellationToken ct);
}

/// <summary>A check that is one function.</summary>
sealed class Check(CheckDescription about, Func<StackView, CancellationToken, Task<CheckOutcome>> look) : ICheck
{
    public CheckDescription About => about;

    public Task<CheckOutcome> LookAsync(StackView view, CancellationToken ct) => look(view, ct);
}
