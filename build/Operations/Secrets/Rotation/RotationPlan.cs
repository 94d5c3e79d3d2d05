using System.Collections.Immutable;
using DataSpec.Operations.Postgres;

namespace DataSpec.Operations.Secrets.Rotation;

/// <summary>One change of secrets, from the values of one side to those of the other; the way back is the same with the sides swapped.</summary>
/// <param name="Secrets">Those that change.</param>
/// <param name="From">The settings with the values before.</param>
/// <param name="To">The settings with the values after.</param>
/// <param name="Before">Value before, by key.</param>
/// <param name="After">Value after, by key.</param>
sealed record RotationPlan(
    ImmutableArray<RotatedSecret> Secrets,
    StackSettings From,
    StackSettings To,
    ImmutableDictionary<string, string> Before,
    ImmutableDictionary<string, string> After)
{
    /// <summary>A shorter value, set by a person, may stand somewhere by chance: only logging in tells about it.</summary>
    const int Unmistakable = 16;

    /// <summary>True where finding the value somewhere means that it is used there.</summary>
    public static bool IsUnmistakable(string value) => value.Length >= Unmistakable;

    public RotationPlan Reversed => new(Secrets, To, From, After, Before);

    /// <summary>Both values of every secret, for masking and for finding who holds one.</summary>
    public IEnumerable<string> Values => [.. Before.Values, .. After.Values];

    public bool Changes(EnvKey key) => Secrets.Any(secret => secret.Key == key);

    public IEnumerable<RolePassword> RolesBefore => Roles(Before);

    public IEnumerable<RolePassword> RolesAfter => Roles(After);

    IEnumerable<RolePassword> Roles(ImmutableDictionary<string, string> values) =>
        Secrets.Where(secret => secret.Role is not null).Select(secret => new RolePassword(secret.Role!(To), values[secret.Key.Name]));

    // The compiler's own text of a record would print the secrets.
    public override string ToString() => string.Join(", ", Secrets.Select(secret => secret.Key.Name));
}
