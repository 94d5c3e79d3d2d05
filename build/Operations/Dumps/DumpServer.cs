using DataSpec.Operations.Backups;
using Npgsql;

namespace DataSpec.Operations.Dumps;

/// <summary>An empty, throw-away Postgres without network, which a dump is restored into.</summary>
sealed class DumpServer : IAsyncDisposable
{
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    readonly BackupSidecars _sidecars;
    readonly ProofScratch _scratch;
    readonly string _name;
    readonly string _superuser;

    DumpServer(BackupSidecars sidecars, ProofScratch scratch, string name, string superuser) => (_sidecars, _scratch, _name, _superuser) = (sidecars, scratch, name, superuser);

    /// <summary>Directory of its socket.</summary>
    public string Socket => _scratch.Socket;

    /// <exception cref="DataSpecException">It does not start.</exception>
    public static async Task<DumpServer> StartAsync(BackupSidecars sidecars, StackRoot root, string image, string superuser, string name, (uint User, uint Group) owner, CancellationToken ct)
    {
        var server = new DumpServer(sidecars, ProofScratch.Make(root, name, owner), name, superuser);
        try
        {
            await server.RunAsync(image, owner, ct);
            await server.UntilReadyAsync(ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = _scratch.Socket,
            Username = _superuser,
            Database = database,
            Pooling = false,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            CommandTimeout = 0,
        }.ConnectionString);
        try
        {
            await connection.OpenAsync(ct);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async Task ExecuteAsync(string sql, CancellationToken ct)
    {
        await using var connection = await OpenAsync("template1", ct);
        await FingerprintReader.ExecuteAsync(connection, sql, ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _sidecars.RemoveAsync(_name);
        _scratch.Remove();
    }

    async Task RunAsync(string image, (uint User, uint Group) owner, CancellationToken ct)
    {
        // initdb asks for its user's name, and the owner of the files may be none of the image's users.
        var users = Path.Combine(_scratch.Socket, "passwd");
        await File.WriteAllTextAsync(users, $"postgres:x:{owner.User}:{owner.Group}::/tmp:/bin/sh\n", ct);
        ProofScratch.Give(users, owner);
        string[] settings =
        [
            "listen_addresses=", "unix_socket_directories=/proof", "hba_file=/proof/pg_hba.conf", "fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0",
            "autovacuum=off", "max_wal_size=4GB", "maintenance_work_mem=256MB", "logging_collector=off",
        ];
        const string Script = "superuser=$1; shift; initdb --pgdata=/copy/data --username=\"$superuser\" --auth=trust --no-sync --locale=C --encoding=UTF8 >/dev/null && exec postgres -D /copy/data \"$@\"";
        var result = await _sidecars.RunAsync(
            new Sidecar(_name, image, "sh", ["-c", Script, "sh", _superuser, .. settings.SelectMany(setting => new[] { "-c", setting })])
            {
                Detached = true,
                User = $"{owner.User}:{owner.Group}",
                Mounts = [Sidecar.Bind(_scratch.Upper, "/copy"), Sidecar.Bind(_scratch.Socket, "/proof"), Sidecar.Bind(users, "/etc/passwd", readOnly: true)],
            },
            onLine: null, ct);
        result.EnsureSuccess();
    }

    async Task UntilReadyAsync(CancellationToken ct)
    {
        for (var round = 0; ; round++)
        {
            try
            {
                await using var connection = await OpenAsync("template1", ct);
                return;
            }
            catch (Exception error) when (error is NpgsqlException or System.Net.Sockets.SocketException or TimeoutException)
            {
                // Not there yet, or ended: the next look at the container tells.
            }

            if (round % 5 == 4 && await _sidecars.ReadExitAsync(_name, ct) is { } exit)
                throw new DataSpecException(ExitCode.FailedUnchanged, $"The throw-away Postgres does not start ({exit}): {string.Join("; ", (await _sidecars.ReadLogAsync(_name, ct)).TakeLast(3))}");
            await Task.Delay(Poll, ct);
        }
    }
}
