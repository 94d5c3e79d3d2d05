namespace DataSpec.Operations.Superset;

/// <summary>How this machine reaches Superset: the published port and the administrator of <c>.env</c>.</summary>
public sealed record SupersetLogin(Uri Address, string User, string Password)
{
    // The compiler's own text of a record would print the password.
    public override string ToString() => $"{User}@{Address}";
}
