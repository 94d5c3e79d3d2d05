using System.Collections.Immutable;
using DataSpec.Operations.Verification.Checks;
using DataSpec.Operations.Verification.Checks.Services;

namespace DataSpec.Operations.Verification;

/// <summary>Every check there is, causes before their consequences.</summary>
static class CheckCatalogue
{
    public static ImmutableArray<ICheck> All { get; } = [.. ContainerChecks.All, .. ServiceChecks.All];

    public static ImmutableArray<CheckDescription> Descriptions { get; } = [.. All.Select(check => check.About)];
}
