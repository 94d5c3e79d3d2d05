using System.Collections.Immutable;

namespace DataSpec.Operations.Verification.Checks.Services;

/// <summary>Whether the services do for their users what they are there for.</summary>
static class ServiceChecks
{
    public static ImmutableArray<ICheck> All { get; } =
    [
        .. PostgresChecks.All, .. AirflowChecks.All, .. AirflowRecordsChecks.All, .. MigrationChecks.All, .. StoredKeysChecks.All, new AirflowProbe(),
        .. SupersetChecks.All, new PgAdminLogin(), .. GrafanaChecks.All, .. LogChecks.All, new DefaultLogins(), new PrivatePages(),
    ];
}
