using DataSpec.Operations.Texts;
using System.Collections.Immutable;

namespace DataSpec.Operations.Secrets.Rotation;

/// <summary>Which secrets are rotated, and which are not though they were meant too.</summary>
sealed record RotationChoice(ImmutableArray<RotatedSecret> Chosen, ImmutableArray<RotatedSecret> Kept)
{
    /// <summary>Reads <c>--only</c>; without names it is every secret that can be changed now.</summary>
    /// <param name="active">The services of the active profiles.</param>
    /// <exception cref="DataSpecException">An unknown name, or a secret asked for by name that cannot be changed now (exit code 2).</exception>
    public static RotationChoice Of(IReadOnlyCollection<string> only, IReadOnlySet<string> active, StackSettings settings)
    {
        foreach (var name in only.Where(name => !RotatedSecrets.All.Any(secret => IsNamed(secret, name))))
            throw Unknown(name);
        var meant = RotatedSecrets.All.Where(secret => only.Count == 0 || only.Any(name => IsNamed(secret, name))).ToArray();
        var kept = meant.Where(secret => secret.WhenOff is WhenOff.Kept && !IsActive(secret, active)).ToArray();
        if (kept.FirstOrDefault(secret => only.Contains(secret.Key.Name, StringComparer.OrdinalIgnoreCase)) is { } impossible)
            throw Refused($"{impossible.Key.Name} can only be changed while '{impossible.Service}' is switched on: {Why(impossible)}.", "./build.sh Up --profiles all, then try again");
        var chosen = meant.Except(kept).ToArray();
        if (chosen.FirstOrDefault(secret => settings.Overridden.Contains(secret.Key.Name, StringComparer.Ordinal)) is { } overridden)
            throw Refused($"{overridden.Key.Name} comes from the environment of this process and wins over .env: a new value there would not count.", $"unset {overridden.Key.Name}");
        return new([.. chosen], [.. kept]);
    }

    public static bool IsActive(RotatedSecret secret, IReadOnlySet<string> active) => secret.Service is not { } service || active.Contains(service);

    public static string Why(RotatedSecret kept) =>
        kept.Key == EnvKeys.SupersetSecretKey ? "what it encrypts is encrypted anew with the parts of Superset" : "it lives in the service's own database";

    static bool IsNamed(RotatedSecret secret, string name) =>
        name.Equals(secret.Key.Name, StringComparison.OrdinalIgnoreCase) || name.Equals(secret.Of, StringComparison.OrdinalIgnoreCase);

    static DataSpecException Unknown(string name)
    {
        string[] known = [.. RotatedSecrets.All.Select(secret => secret.Of).Distinct(StringComparer.Ordinal), .. RotatedSecrets.All.Select(secret => secret.Key.Name)];
        return Refused($"--only '{name}' is neither a service with secrets nor a generated key of .env.{NearestName.DidYouMean(name, known)}", $"--only with some of: {string.Join(", ", known)}");
    }

    static DataSpecException Refused(string what, string next) =>
        new(ExitCode.WrongUsage, what) { LeftAsItWas = "Nothing was changed.", NextStep = next };
}
