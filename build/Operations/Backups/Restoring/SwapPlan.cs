using System.Collections.Immutable;
using System.Text.Json;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>A directory that changes places.</summary>
/// <param name="Path">From the root: <c>data/postgres</c>.</param>
/// <param name="In">Another one takes its place.</param>
/// <param name="Out">One is there now.</param>
sealed record SwapEntry(string Path, bool In, bool Out);

/// <summary>Which directories change places; kept in the journal, all paths from the root.</summary>
/// <param name="Staged">Holds what comes in, under the same paths.</param>
/// <param name="Kept">Holds what goes out, afterwards.</param>
/// <param name="Env">True where <c>.env</c> changes too.</param>
/// <param name="HadEnv">True where one was there before.</param>
/// <param name="Runs">True where the stack ran and is to run again.</param>
/// <param name="What">What is done, for the record that is kept.</param>
sealed record SwapPlan(string Staged, string Kept, ImmutableArray<SwapEntry> Entries, bool Env, bool HadEnv, bool Runs, string What)
{
    /// <summary>The identity of the cluster that comes in; null where none does, or it is not known.</summary>
    public string? SystemIdentifier { get; init; }

    /// <summary>Name of the fact that holds it.</summary>
    public const string Fact = "swap";

    public string ToText() => JsonSerializer.Serialize(this);

    public static SwapPlan? Parse(string? text) => text is null ? null : JsonSerializer.Deserialize<SwapPlan>(text);
}
