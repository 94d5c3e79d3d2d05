using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Postgres;
using Npgsql;

namespace DataSpec.Operations.Upgrades.Rehearsing;

/// <summary>The DAGs of a clone: paused before anything of Airflow starts, parsed by the dag-processor afterwards.</summary>
sealed class RehearsedDags(CopyServer server, TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    ImmutableArray<string> _brokenBefore = [];
    DateTime _begun;

    /// <summary>Pauses each, and remembers what could not be parsed before.</summary>
    public async Task<string> PauseAsync(CancellationToken ct)
    {
        var said = await PausedDags.SetAsync(server, ct);
        await using var connection = await OpenAsync(ct);
        if (connection is null)
            return said;
        _begun = (await FingerprintReader.QueryAsync(connection, "select clock_timestamp()", row => row.GetDateTime(0), ct))[0];
        _brokenBefore = await ErrorsAsync(connection, row => row.GetString(0), ct);
        return said;
    }

    /// <summary>Waits until each file was parsed by the rehearsed dag-processor.</summary>
    /// <returns>What was parsed; null where the clone holds no DAGs.</returns>
    /// <exception cref="DataSpecException">One cannot be parsed that could before, or one is not parsed in time.</exception>
    public async Task<string?> CheckAsync(CancellationToken ct)
    {
        await using var connection = await OpenAsync(ct);
        if (connection is null)
            return null;
        var started = time.GetTimestamp();
        while (true)
        {
            var waiting = await AskAsync(connection, "select dag_id from dag where not is_stale and not coalesce(has_import_errors, false) and coalesce(last_parsed_time, '-infinity') < $1 order by 1", ct);
            var errors = await ErrorsAsync(connection, row => $"{row.GetString(0)}: {LastLine(row.GetString(1))}", ct);
            if (errors.Where(error => !_brokenBefore.Any(file => error.StartsWith($"{file}: ", StringComparison.Ordinal))).ToArray() is { Length: > 0 } broken)
                throw new DataSpecException(ExitCode.VerificationFailed, $"DAG files that could be parsed before cannot be now: {string.Join("; ", broken)}");
            if (waiting.IsEmpty)
            {
                var count = (await AskAsync(connection, "select dag_id from dag where not is_stale and last_parsed_time >= $1", ct)).Length;
                return $"{count} DAGs parsed{(_brokenBefore.IsEmpty ? "" : $"; broken as before: {string.Join(", ", _brokenBefore)}")}";
            }

            if (time.GetElapsedTime(started) > Patience)
                throw new DataSpecException(ExitCode.VerificationFailed, $"Not parsed within {Patience.TotalSeconds:0} s: {string.Join(", ", waiting)}");
            await Task.Delay(Pause, time, ct);
        }
    }

    async Task<NpgsqlConnection?> OpenAsync(CancellationToken ct)
    {
        var connection = await server.OpenAsync(PostgresLogin.AirflowDatabase, ct);
        if (connection is not null && await FingerprintReader.HasTableAsync(connection, "dag", ct))
            return connection;
        if (connection is not null)
            await connection.DisposeAsync();
        return null;
    }

    async Task<ImmutableArray<string>> AskAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = _begun } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = ImmutableArray.CreateBuilder<string>();
        while (await reader.ReadAsync(ct))
            rows.Add(reader.GetString(0));
        return rows.ToImmutable();
    }

    static Task<ImmutableArray<string>> ErrorsAsync(NpgsqlConnection connection, Func<NpgsqlDataReader, string> map, CancellationToken ct) =>
        FingerprintReader.QueryAsync(connection, "select filename, coalesce(stacktrace, '') from import_error order by 1", map, ct);

    static string LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).LastOrDefault() ?? "no reason given";
}
