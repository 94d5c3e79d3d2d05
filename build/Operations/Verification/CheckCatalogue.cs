using System.Collections.Immutable;
using DataSpec.Operations.Verification.Checks.Backups;
using DataSpec.Operations.Verification.Checks.Configuration;
using DataSpec.Operations.Verification.Checks.Containers;
using DataSpec.Operations.Verification.Checks.Data;
using DataSpec.Operations.Verification.Checks.Deep;
using DataSpec.Operations.Verification.Checks.Engine;
using DataSpec.Operations.Verification.Checks.Files;
using DataSpec.Operations.Verification.Checks.Postgres;
using DataSpec.Operations.Verification.Checks.Services;
using DataSpec.Operations.Verification.Checks.Since;

namespace DataSpec.Operations.Verification;

/// <summary>Every check there is, causes before their consequences.</summary>
static class CheckCatalogue
{
    public static ImmutableArray<ICheck> All { get; } =
    [
        .. EngineChecks.All, .. DiskChecks.All, UnfinishedCheck.Check, .. ContainerChecks.All, EnvCheck.Check, MountCheck.Check, OwnerCheck.Check,
        DriftChecks.Containers, ImageChecks.Running, ImageChecks.Lock, DriftChecks.Files, SecretModesCheck.Check, SecretChecks.InGit, SecretChecks.Values,
        .. ServiceChecks.All,
        IdentityCheck.Check, .. SqlCheck.All, .. LoadChecks.All, ExpectedData.Check, SinceCheck.Check, ChartCheck.Check, .. BackupChecks.All, .. DeepChecks.All,
    ];

    public static ImmutableArray<CheckDescription> Descriptions { get; } = [.. All.Select(check => check.About)];
}
