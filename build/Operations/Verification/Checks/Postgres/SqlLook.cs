using System.Collections.Concurrent;
using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Postgres;
using Npgsql;

namespace DataSpec.Operations.Verification.Checks.Postgres;

/// <summary>Asks all statements in one session a database: sessions are what these checks would cost.</summary>
static class SqlLook
{
    /// <summary>Of all statements together, on a machine that is busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(55);

    /// <summary>Databases that are looked at at the same time; a cluster has a hundred places for everybody.</summary>
    const int AtOnce = 4;

    const string Settings = "set statement_timeout = '20s'; set lock_timeout = '5s'; set jit = off; set application_name = 'dataspec verify'; set session characteristics as transaction read only";

    /// <summary>A template is left alone: a session in it would keep others from making a database.</summary>
    const string Databases = "select datname from pg_database where datallowconn and not datistemplate and datconnlimit <> -2 order by datname = current_database() desc, datname";

    /// <summary>The findings by the id of the rule.</summary>
    /// <exception cref="DataSpecException">Postgres does not answer.</exception>
    public static async Task<ILookup<string, SqlFinding>> RunAsync(PostgresClient postgres, ImmutableArray<SqlRule> rules, CancellationToken ct)
    {
        var databases = rules.IsEmpty ? [] : await postgres.QueryAsync(Databases, row => row.GetString(0), ct);
        var findings = new ConcurrentBag<(string Rule, SqlFinding Finding)>();
        await Parallel.ForEachAsync(databases.Index(), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (database, token) =>
        {
            SqlRule[] asked = [.. rules.Where(rule => rule.InEachDatabase || database.Index == 0)];
            try
            {
                await using var session = await postgres.OpenAsync(token, database.Item);
                await FingerprintReader.ExecuteAsync(session, Settings, token);
                foreach (var rule in asked)
                {
                    foreach (var finding in await AskAsync(session, rule, token))
                        findings.Add((rule.Id, rule.InEachDatabase ? finding with { Text = $"{database.Item}: {finding.Text}" } : finding));
                }
            }
            catch (DataSpecException error) when (error.InnerException is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName })
            {
                // Dropped since it was listed.
            }
        });
        return findings.ToLookup(found => found.Rule, found => found.Finding, StringComparer.Ordinal);
    }

    /// <summary>What cannot be asked is wrong too, and no reason to leave the other questions.</summary>
    static async Task<IReadOnlyCollection<SqlFinding>> AskAsync(NpgsqlConnection session, SqlRule rule, CancellationToken ct)
    {
        try
        {
            if (!rule.Generates)
                return await ReadAsync(session, rule.Sql, Finding, ct);
            List<SqlFinding> findings = [];
            foreach (var statement in await ReadAsync(session, rule.Sql, row => row.GetString(0), ct))
                findings.AddRange(await TryAsync(session, statement, ct));
            return findings;
        }
        catch (PostgresException error)
        {
            return [new(2, $"could not look: {error.MessageText}")];
        }
    }

    static async Task<IReadOnlyCollection<SqlFinding>> TryAsync(NpgsqlConnection session, string statement, CancellationToken ct)
    {
        try
        {
            return await ReadAsync(session, statement, Finding, ct);
        }
        catch (PostgresException error)
        {
            return [new(2, $"{statement}: {error.MessageText}")];
        }
    }

    static SqlFinding Finding(NpgsqlDataReader row) => new(row.GetInt32(0), row.GetString(1));

    static async Task<List<T>> ReadAsync<T>(NpgsqlConnection session, string sql, Func<NpgsqlDataReader, T> map, CancellationToken ct)
    {
        await session.ReopenAsync(Settings, ct);
        await using var command = new NpgsqlCommand(sql, session);
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<T> rows = [];
        while (await reader.ReadAsync(ct))
            rows.Add(map(reader));
        return rows;
    }
}
