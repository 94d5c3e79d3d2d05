using System.Collections.Immutable;
using DataSpec.Operations.Verification.Checks;

namespace DataSpec.Operations.Verification;

/// <summary>Every check there is, causes before their consequences.</summary>
static class CheckCatalogue
{
    public static ImmutableArray<ICheck> All { get; } = [.. ContainerChecks.All];

    public static ImmutableArray<CheckDescription> Descriptions { get; } = [.. All.Select(check => check.About)];
}
