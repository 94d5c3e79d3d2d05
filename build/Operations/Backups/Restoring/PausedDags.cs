using DataSpec.Operations.Postgres;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>Keeps a clone's scheduler from doing the work of the original: same keys, same addresses, same schedules.</summary>
static class PausedDags
{
    /// <summary>Pauses every DAG in the booted copy, before any scheduler has seen it; says how many.</summary>
    public static async Task<string> SetAsync(CopyServer server, CancellationToken ct)
    {
        await using var connection = await server.OpenAsync(PostgresLogin.AirflowDatabase, ct);
        if (connection is null || !await FingerprintReader.HasTableAsync(connection, "dag", ct))
            return "it holds no DAGs";
        await FingerprintReader.ExecuteAsync(connection, "update public.dag set is_paused = true", ct);
        var count = (await FingerprintReader.QueryAsync(connection, "select count(*) from public.dag where is_paused", row => row.GetInt64(0), ct))[0];
        return $"every DAG is paused ({count})";
    }
}
