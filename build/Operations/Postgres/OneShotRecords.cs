using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using Npgsql;

namespace DataSpec.Operations.Postgres;

/// <summary>The marks of one-shots in <c>dataspec.one_shots</c> of the warehouse.</summary>
public sealed class OneShotRecords(PostgresClient client) : IOneShotRecords
{
    public async Task<ImmutableDictionary<string, string>> ReadAsync(CancellationToken ct)
    {
        try
        {
            var rows = await client.QueryAsync(
                "select name, fingerprint from dataspec.one_shots", row => KeyValuePair.Create(row.GetString(0), row.GetString(1)), ct);
            return rows.ToImmutableDictionary(StringComparer.Ordinal);
        }
        catch (DataSpecException error) when (error.InnerException is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable })
        {
            // A new cluster: the one-shot that makes the table has not run.
            return [];
        }
    }

    public Task WriteAsync(IReadOnlyDictionary<string, string> fingerprints, CancellationToken ct) =>
        client.ExecuteAsync(
            """
            insert into dataspec.one_shots (name, fingerprint) select * from unnest($1::text[], $2::text[])
            on conflict (name) do update set fingerprint = excluded.fingerprint, finished_at = now()
            """,
            ct,
            fingerprints.Keys.ToArray(),
            fingerprints.Values.ToArray());
}
