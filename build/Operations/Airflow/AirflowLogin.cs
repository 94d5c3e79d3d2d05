namespace DataSpec.Operations.Airflow;

/// <summary>How this machine reaches Airflow's API: the published port and the administrator of <c>.env</c>.</summary>
public sealed record AirflowLogin(Uri Address, string User, string Password)
{
    // The compiler's own text of a record would print the password.
    public override string ToString() => $"{User}@{Address}";
}
