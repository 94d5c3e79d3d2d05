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
        var (postgres, airflow, superset) = (settings.Postgres, settings.Airflow, settings.Superset);
        return $"""
            Where to log in to the stack '{settings.ComposeProject}'. Written from .env by ./build.sh Setup: to change a password, ./build.sh RotateSecrets.

            {Page("Airflow", airflow.Port, airflow.AdminUser, airflow.AdminPassword)}{Pages()}
            {Database("the warehouse", postgres.User, postgres.Database, postgres.Password)}
            {Database("the warehouse, reading only", EnvKeys.SupersetWarehouseRole.Default, postgres.Database, superset.WarehousePassword)}
            {Database("metadata of Airflow", "airflow", "airflow", airflow.DbPassword)}
            {Database("metadata of Superset", "superset", "superset", superset.DbPassword)}
            """;

        // A part that is off has no page to open.
        string Pages() => string.Concat(
        [
            settings.Runs(StackProfiles.Bi) ? "\n" + Page("Superset", superset.Port, superset.AdminUser, superset.AdminPassword) : "",
            settings.Runs(StackProfiles.Admin) ? "\n" + Page("pgAdmin", settings.PgAdmin.Port, settings.PgAdmin.Email, settings.PgAdmin.Password) : "",
            settings.Runs(StackProfiles.Logging) ? "\n" + Page("Grafana", settings.Grafana.Port, settings.Grafana.AdminUser, settings.Grafana.AdminPassword) : "",
        ]);

        string Page(string service, int port, string user, Secret password) => Entry(service, $"http://{host}:{port}", user, password);

        string Database(string what, string user, string database, Secret password) =>
            Entry($"Postgres, {what}", $"postgresql://{user}@{host}:{postgres.Port}/{database}", user, password);
    }

    static string Entry(string title, string address, string user, Secret password) =>
        $"""
        {title}
          URL       {address}
          User      {user}
          Password  {password.Reveal()}

        """;

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
