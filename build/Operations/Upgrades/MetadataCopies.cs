using System.Collections.Immutable;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Reporting;
using Npgsql;

namespace DataSpec.Operations.Upgrades;

/// <summary>The quick way back of an upgrade without a database major: copies of the metadata databases beside them, made by Postgres itself in about a second.</summary>
sealed class MetadataCopies(PostgresClient postgres, IProgressSink progress)
{
    /// <summary>Copied file by file: quicker for large ones, but it writes two checkpoints.</summary>
    const long LargeBytes = 1L << 30;

    static readonly string[] Databases = [PostgresLogin.AirflowDatabase, "superset"];

    /// <summary>Copies each; one that an interrupted run left is made anew.</summary>
    public async Task MakeAsync(string operation, CancellationToken ct)
    {
        await using var connection = await postgres.OpenAsync(ct);
        foreach (var database in await ExistingAsync(connection, Databases, ct))
        {
            var (owner, bytes) = (await FingerprintReader.QueryAsync(
                connection, $"select quote_ident(pg_get_userbyid(datdba)), pg_database_size(oid) from pg_database where datname = '{database}'", row => (row.GetString(0), row.GetInt64(1)), ct))[0];
            var copy = Before(database, operation);
            await DropAsync(connection, copy, ct);
            await DisconnectAsync(connection, database, ct);
            await RunAsync(connection, $"create database {copy} template {database} owner {owner} strategy {(bytes > LargeBytes ? "file_copy" : "wal_log")}", ct);
            progress.Say("postgres", $"'{database}' ({ProgressText.Size(bytes)}) is kept as '{copy}'");
        }
    }

    /// <summary>Puts the copies in place. What is where tells how far an interrupted run came.</summary>
    /// <param name="keep">True keeps what was there under another name.</param>
    public async Task UndoAsync(string operation, bool keep, CancellationToken ct)
    {
        await using var connection = await postgres.OpenAsync(ct);
        foreach (var database in Databases)
        {
            var (before, undone) = (Before(database, operation), Undone(database, operation));
            if (await IsThereAsync(connection, before, ct))
            {
                if (await IsThereAsync(connection, database, ct))
                {
                    await DisconnectAsync(connection, database, ct);
                    await RunAsync(connection, $"alter database {database} rename to {undone}", ct);
                }

                await DisconnectAsync(connection, before, ct);
                await RunAsync(connection, $"alter database {before} rename to {database}", ct);
                progress.Say("postgres", $"'{database}' is that of before{(keep ? $"; what was there is kept as '{undone}'" : "")}");
            }

            if (!keep)
                await DropAsync(connection, undone, ct);
        }
    }

    /// <summary>Deletes the copies of one upgrade.</summary>
    public Task<ImmutableArray<string>> ForgetAsync(string operation, CancellationToken ct) => DropAllAsync([.. Databases.Select(database => Before(database, operation))], ct);

    /// <summary>Deletes what was kept by all upgrades and rollbacks.</summary>
    public async Task<ImmutableArray<string>> PruneAsync(CancellationToken ct)
    {
        var all = await postgres.QueryAsync("select datname::text from pg_database where datname ~ '^(airflow|superset)_(before|undone)_[0-9]{8}t[0-9]{6}z_' order by 1", row => row.GetString(0), ct);
        return await DropAllAsync(all, ct);
    }

    async Task<ImmutableArray<string>> DropAllAsync(IEnumerable<string> names, CancellationToken ct)
    {
        await using var connection = await postgres.OpenAsync(ct);
        var there = await ExistingAsync(connection, names, ct);
        foreach (var name in there)
            await DropAsync(connection, name, ct);
        return [.. there.Select(name => $"database '{name}'")];
    }

    static string Before(string database, string operation) => $"{database}_before_{Short(operation)}";

    static string Undone(string database, string operation) => $"{database}_undone_{Short(operation)}";

    /// <summary>Time and digits of an operation's id, as a name without quotes may be.</summary>
    static string Short(string operation) => operation.Split('-') is [var time, .., var digits] ? $"{time}_{digits}".ToLowerInvariant() : throw new ArgumentException(operation, nameof(operation));

    static async Task<string[]> ExistingAsync(NpgsqlConnection connection, IEnumerable<string> names, CancellationToken ct)
    {
        List<string> there = [];
        foreach (var name in names)
        {
            if (await IsThereAsync(connection, name, ct))
                there.Add(name);
        }

        return [.. there];
    }

    static async Task<bool> IsThereAsync(NpgsqlConnection connection, string name, CancellationToken ct) =>
        (await FingerprintReader.QueryAsync(connection, $"select exists (select from pg_database where datname = '{name}')", row => row.GetBoolean(0), ct))[0];

    /// <summary>A database that somebody is connected to is neither copied nor renamed.</summary>
    static Task DisconnectAsync(NpgsqlConnection connection, string database, CancellationToken ct) =>
        RunAsync(connection, $"select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = '{database}' and pid <> pg_backend_pid()", ct);

    static Task DropAsync(NpgsqlConnection connection, string name, CancellationToken ct) => RunAsync(connection, $"drop database if exists {name} with (force)", ct);

    static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        try
        {
            await FingerprintReader.ExecuteAsync(connection, sql, ct);
        }
        catch (NpgsqlException error)
        {
            throw PostgresFailure.OfStatement(error);
        }
    }
}
