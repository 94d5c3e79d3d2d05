namespace DataSpec.Operations.Postgres;

/// <summary>How this machine reaches the stack's cluster: the published port and the superuser of <c>.env</c>.</summary>
public sealed record PostgresLogin(string Host, int Port, string User, string Password, string Database)
{
    /// <summary>The database of Airflow's metadata, in the same cluster.</summary>
    public const string AirflowDatabase = "airflow";

    // The compiler's own text of a record would print the password.
    public override string ToString() => $"{User}@{Host}:{Port}/{Database}";
}
