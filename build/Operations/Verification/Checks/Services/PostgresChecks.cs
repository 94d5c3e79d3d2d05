using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using Npgsql;

namespace DataSpec.Operations.Verification.Checks.Services;

/// <summary>Whether the cluster lets in whom it should, and keeps what it is given.</summary>
static class PostgresChecks
{
    public const string Login = "postgres.login";

    public static ImmutableArray<ICheck> All { get; } =
    [
        new Check(
            new(Login, 2, "The superuser logs in over TCP with the password of `.env`, which the cluster asks for",
                "./build.sh Compose -- exec postgres psql -U datafoundry -c '\\password' gives the cluster the password of .env; where none was asked for, pg_hba.conf under data/postgres must say scram-sha-256")
            { Services = [CoreServices.Postgres] },
            LoginAsync),
        new Check(
            new("postgres.roles", 2, "Each service's role logs in to its database with its password of `.env`", "./build.sh Compose -- run --rm --no-deps db-roles (gives the roles the passwords of .env)")
            { Services = [CoreServices.Postgres] },
            RolesAsync),
        new Check(
            new("postgres.write", 2, "A commit reaches the disk (a temporary table, gone with it)", "./build.sh Logs --service postgres says why; most often the disk is full (docs/data-and-disk.md)")
            { Services = [CoreServices.Postgres], Needs = [Login] },
            WriteAsync),
    ];

    static async Task<CheckOutcome> LoginAsync(StackView view, CancellationToken ct)
    {
        // system_user names the method; without one nobody was asked for anything.
        var (version, method) = (await view.Postgres.QueryAsync(
            "select current_setting('server_version'), coalesce(split_part(system_user, ':', 1), 'none')", row => (row.GetString(0), row.GetString(1)), ct))[0];
        return method is "scram-sha-256"
            ? CheckOutcome.Passed($"'{view.Settings.Postgres.User}' is let in by {method} (version {version})")
            : CheckOutcome.Failed($"'{view.Settings.Postgres.User}' is let in by '{method}' instead of scram-sha-256");
    }

    static async Task<CheckOutcome> RolesAsync(StackView view, CancellationToken ct)
    {
        var (settings, warehouse) = (view.Settings, view.Settings.Postgres.Database);
        (string Role, Secret Password, string Database)[] roles =
        [
            ("airflow", settings.Airflow.DbPassword, PostgresLogin.AirflowDatabase),
            ("superset", settings.Superset.DbPassword, "superset"),
            ("superset_reader", settings.Superset.WarehousePassword, warehouse),
            ("grafana_reader", settings.Grafana.DbPassword, warehouse),
        ];
        var refused = (await Task.WhenAll(roles.Select(role => RefusalAsync(settings, role.Role, role.Password, role.Database, ct)))).OfType<string>().ToArray();
        return refused.Length == 0
            ? CheckOutcome.Passed($"{string.Join(", ", roles.Select(role => role.Role))} log in")
            : CheckOutcome.Failed($"refused: {string.Join("; ", refused)}");
    }

    static async Task<string?> RefusalAsync(StackSettings settings, string role, Secret password, string database, CancellationToken ct)
    {
        var login = new PostgresLogin(StackLinks.ReachableFromHere(settings.BindAddress), settings.Postgres.Port, role, password.Reveal(), database);
        try
        {
            await using var connection = await new PostgresClient(login, VerifyOptions.ConnectPatience).OpenAsync(ct);
            return null;
        }
        catch (DataSpecException error)
        {
            return $"{role} ({(error.InnerException as PostgresException)?.MessageText ?? error.Message})";
        }
    }

    static async Task<CheckOutcome> WriteAsync(StackView view, CancellationToken ct)
    {
        await using var connection = await view.Postgres.OpenAsync(ct);
        var before = await AskAsync<NpgsqlTypes.NpgsqlLogSequenceNumber>(connection, "select pg_current_wal_flush_lsn()", ct);
        var begun = view.Time.GetTimestamp();
        await using (var transaction = await connection.BeginTransactionAsync(ct))
        {
            await using var command = new NpgsqlCommand("create temporary table dataspec_verify on commit drop as select 1 as one", connection);
            await command.ExecuteNonQueryAsync(ct);
            await transaction.CommitAsync(ct);
        }

        var took = view.Time.GetElapsedTime(begun).TotalMilliseconds;
        var after = await AskAsync<NpgsqlTypes.NpgsqlLogSequenceNumber>(connection, "select pg_current_wal_flush_lsn()", ct);
        return after > before
            ? CheckOutcome.Passed($"a commit was on the disk after {took:0} ms")
            : CheckOutcome.Failed($"committed, and the log on the disk still ends at {after}");
    }

    static async Task<T> AskAsync<T>(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }
}
