using Npgsql;

namespace DataSpec.Operations.Postgres;

/// <summary>What a failure of Postgres means to the person at the keyboard.</summary>
static class PostgresFailure
{
    public static DataSpecException OfConnecting(PostgresLogin login, string database, Exception error) => (error as PostgresException)?.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => new DataSpecException(
            ExitCode.FailedUnchanged,
            $"Postgres refuses POSTGRES_PASSWORD of .env for user '{login.User}': the cluster under data/postgres was made with another one.",
            error)
        {
            LeftAsItWas = "The data is untouched; .env only sets the password of a cluster when it is first made.",
            NextStep = "Put the old password back into .env, or give the cluster the new one: "
                + $"docker compose exec postgres psql -U {login.User} -c '\\password' (docs/troubleshooting.md)",
        },
        PostgresErrorCodes.InvalidCatalogName => new DataSpecException(
            ExitCode.FailedUnchanged, $"The cluster has no database '{database}'.", error)
        {
            NextStep = "./build.sh Up (creates the databases of the stack)",
        },
        PostgresErrorCodes.CannotConnectNow => NotReachable(login, "it is still starting", error),
        _ => NotReachable(login, (error.InnerException ?? error).Message, error),
    };

    public static DataSpecException OfStatement(NpgsqlException error) =>
        new(ExitCode.FailedUnchanged, $"Postgres: {(error as PostgresException)?.MessageText ?? error.Message}", error)
        {
            NextStep = "./build.sh Logs --service postgres",
        };

    static DataSpecException NotReachable(PostgresLogin login, string why, Exception error) =>
        new(ExitCode.FailedUnchanged, $"Postgres does not answer on {login.Host}:{login.Port}: {why}", error)
        {
            NextStep = "./build.sh Up, or ./build.sh Status to see what runs",
        };
}
