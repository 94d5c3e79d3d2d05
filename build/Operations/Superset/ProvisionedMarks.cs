using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Postgres;
using Npgsql;

namespace DataSpec.Operations.Superset;

/// <summary>The marks of one-shots without those whose work was undone since: a shipped dashboard that somebody deleted, the metadata
/// database, or the login of its role. <c>Up</c> then runs them again, though their inputs are the same.</summary>
/// <param name="superset">Logs in as Superset's own role: what lies in its database is not run with more rights than that.</param>
public sealed class ProvisionedMarks(IOneShotRecords records, PostgresClient superset) : IOneShotRecords
{
    const string Roles = "db-roles";
    const string Init = "superset-init";

    /// <summary>Fingerprint by service, as <see cref="IOneShotRecords.ReadAsync"/> has it.</summary>
    public async Task<ImmutableDictionary<string, string>> ReadAsync(CancellationToken ct)
    {
        var marks = await records.ReadAsync(ct);
        return marks.ContainsKey(Init) ? marks.RemoveRange(await UndoneAsync(ct)) : marks;
    }

    public Task WriteAsync(IReadOnlyDictionary<string, string> fingerprints, CancellationToken ct) => records.WriteAsync(fingerprints, ct);

    async Task<string[]> UndoneAsync(CancellationToken ct)
    {
        try
        {
            // The function is made by scripts-config/superset/provisioning/metadata.py.
            var missing = await superset.QueryAsync("select count(*) from dataspec.missing()", row => row.GetInt64(0), ct);
            return missing is [0] ? [] : [Init];
        }
        catch (DataSpecException error)
        {
            return (error.InnerException as PostgresException)?.SqlState switch
            {
                PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => [Roles, Init],
                PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InvalidSchemaName or PostgresErrorCodes.UndefinedTable => [Init],
                _ => [],
            };
        }
    }
}
