using System.Collections.Immutable;
using DataSpec.Operations.Verification.Checks;
using DataSpec.Operations.Verification.Checks.Backups;
using DataSpec.Operations.Verification.Checks.Data;
using DataSpec.Operations.Verification.Checks.Deep;
using DataSpec.Operations.Verification.Checks.Postgres;
using DataSpec.Operations.Verification.Checks.Since;

namespace DataSpec.Operations.Verification;

/// <summary>Every check there is, causes before their consequences.</summary>
static class CheckCatalogue
{
    public static ImmutableArray<ICheck> All { get; } = [.. ContainerChecks.All, IdentityCheck.Check, .. SqlCheck.All, .. LoadChecks.All, SinceCheck.Check, ChartCheck.Check, .. BackupChecks.All, .. DeepChecks.All];

    public static ImmutableArray<CheckDescription> Descriptions { get; } = [.. All.Select(check => check.About)];
}
