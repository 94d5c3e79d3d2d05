using System.Collections.Immutable;

namespace DataSpec.EndToEnd.Verification;

/// <summary>One thing that goes wrong with a healthy stack.</summary>
/// <param name="What">Names the fault: <c>the scheduler is stopped</c>.</param>
/// <param name="Check">The check that is there for it.</param>
/// <param name="Break">Does it to a running stack.</param>
/// <param name="Mend">Takes it back, also where breaking it stopped half-way.</param>
sealed record Fault(string What, string Check, Func<Checkout, Task> Break, Func<Checkout, Task> Mend)
{
    /// <summary>Checks that must fail too, because what they look at follows from it.</summary>
    public ImmutableArray<string> Implied { get; init; } = [];

    /// <summary>Those that may: whether they do depends on the moment.</summary>
    public ImmutableArray<string> MayImply { get; init; } = [];

    /// <summary>The level to look at; by default that of the check.</summary>
    public int Level { get; init; } = 1;

    /// <summary>What is typed after the level: <c>--deep</c>.</summary>
    public ImmutableArray<string> Options { get; init; } = [];

    /// <summary>True where the check only warns.</summary>
    public bool Warns { get; init; }

    /// <summary>True where it is a fault of pgAdmin or of the log stack, which are there as stand-ins only.</summary>
    public bool OfStandIns { get; init; }

    public override string ToString() => What;
}
