using DataSpec.Operations.Journal;

namespace DataSpec.Operations.Secrets;

/// <summary><c>data/credentials.txt</c>: where to log in and with what, for people.</summary>
public sealed class CredentialsFile(StackRoot root)
{
    public string Path => root.Credentials;

    /// <summary>True where the file is missing or shows other values than those in force.</summary>
    public bool IsDue(StackSettings settings) => Current() is not { } text || !text.Equals(Render(settings), StringComparison.Ordinal);

    /// <summary>Writes the file with mode 0600, unless it is right already; its directory must be there.</summary>
    /// <returns>True where it was written.</returns>
    public bool Write(StackSettings settings)
    {
        if (!IsDue(settings))
            return false;
        DurableFile.Write(Path, Render(settings), EnvFile.PrivateMode);
        return true;
    }

    public static string Render(StackSettings settings)
    {
        var host = settings.BindAddress switch
        {
            "0.0.0.0" or "::" or "[::]" => "127.0.0.1",
            var address when address.Contains(':', StringComparison.Ordinal) && !address.StartsWith('[') => $"[{address}]",
            var address => address,
        };
        var (postgres, airflow) = (settings.Postgres, settings.Airflow);
        return $"""
            Where to log in to the stack '{settings.ComposeProject}'. Written from .env by ./build.sh Setup: to change a value, change it there.

            Airflow
              URL       http://{host}:{airflow.Port}
              User      {airflow.AdminUser}
              Password  {airflow.AdminPassword.Reveal()}

            Postgres, the warehouse
              URL       postgresql://{postgres.User}@{host}:{postgres.Port}/{postgres.Database}
              User      {postgres.User}
              Password  {postgres.Password.Reveal()}

            Postgres, metadata of Airflow
              URL       postgresql://airflow@{host}:{postgres.Port}/airflow
              User      airflow
              Password  {airflow.DbPassword.Reveal()}

            Postgres, metadata of Superset
              URL       postgresql://superset@{host}:{postgres.Port}/superset
              User      superset
              Password  {settings.SupersetDbPassword.Reveal()}

            """;
    }

    string? Current()
    {
        try
        {
            return File.Exists(Path) ? File.ReadAllText(Path) : null;
        }
        catch (UnauthorizedAccessException)
        {
            return null;
        }
    }
}
