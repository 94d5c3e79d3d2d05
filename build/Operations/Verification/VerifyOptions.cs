using System.Collections.Immutable;
using DataSpec.Operations.Texts;

namespace DataSpec.Operations.Verification;

/// <summary>Which checks to look at.</summary>
/// <param name="Level">All up to this one.</param>
/// <param name="Deep">Those too that read everything, on a copy.</param>
/// <param name="Only">Ids, or their first parts: <c>pg</c> means all of <c>pg.*</c>. Empty for all; those named are looked at whatever their level,
/// but what reads everything only by its whole id.</param>
/// <param name="Skip">As <paramref name="Only"/>.</param>
/// <param name="Since">A backup or upgrade to compare the data with; null for none.</param>
/// <param name="Timeout">For all together.</param>
public sealed record VerifyOptions(int Level, bool Deep, ImmutableArray<string> Only, ImmutableArray<string> Skip, string? Since, TimeSpan Timeout)
{
    /// <summary>Of a connection to Postgres: twenty looks begin at the same moment, and the machine may have other work.</summary>
    public static TimeSpan ConnectPatience => TimeSpan.FromSeconds(15);

    /// <exception cref="DataSpecException">The level does not exist, or nothing bears one of the names (exit code 2).</exception>
    public ImmutableArray<CheckDescription> Choose(ImmutableArray<CheckDescription> all)
    {
        if (Level is < 1 or > 3)
            throw new DataSpecException(ExitCode.WrongUsage, $"There is no level {Level}.") { LeftAsItWas = "Nothing was looked at.", NextStep = "--level 1 (containers), 2 (services too) or 3 (data too)" };
        foreach (var name in Only.Concat(Skip).Where(name => !all.Any(check => IsNamed(check, [name]))))
            throw new DataSpecException(ExitCode.WrongUsage, $"There is no check '{name}'.{NearestName.DidYouMean(name, all.Select(check => check.Id))}")
            {
                LeftAsItWas = "Nothing was looked at.",
                NextStep = "docs/verify.md lists them all",
            };
        return [.. all.Where(check => !IsNamed(check, Skip) && (Only.IsEmpty ? IsDue(check) : IsNamed(check, Only) && (check.Level < CheckDescription.Deep || Deep || Only.Contains(check.Id, StringComparer.Ordinal))))];
    }

    /// <summary>True where a copy is started, which runs beside no other change of the stack.</summary>
    /// <exception cref="DataSpecException">As <see cref="Choose"/>.</exception>
    public bool StartsCopy => Choose(CheckCatalogue.Descriptions).Any(check => check.Level is CheckDescription.Deep);

    bool IsDue(CheckDescription check) => check.ComparesOnly ? Since is not null : check.Level <= Level || (Deep && check.Level == CheckDescription.Deep);

    static bool IsNamed(CheckDescription check, ImmutableArray<string> names) =>
        names.Any(name => check.Id == name || check.Id.StartsWith($"{name}.", StringComparison.Ordinal));
}
