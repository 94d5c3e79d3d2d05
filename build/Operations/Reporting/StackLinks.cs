using System.Collections.Immutable;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Reporting;

/// <summary>Where one service answers and who may log in.</summary>
public sealed record StackLink(string Service, string Address, string User, string PasswordIn);

/// <summary>The addresses that a running stack has for people.</summary>
public sealed record StackLinks(Uri Airflow, ImmutableArray<StackLink> Links)
{
    const string Credentials = "data/credentials.txt";

    /// <summary>The services of the active profiles.</summary>
    public static StackLinks Of(StackSettings settings)
    {
        var host = ReachableFromHere(settings.BindAddress);
        var (postgres, airflow) = (settings.Postgres, settings.Airflow);
        return new StackLinks(Page(host, airflow.Port),
        [
            .. settings.Runs(StackProfiles.Bi) ? Link("Superset", host, settings.Superset.Port, settings.Superset.AdminUser) : [],
            .. Link("Airflow", host, airflow.Port, airflow.AdminUser),
            .. settings.Runs(StackProfiles.Admin) ? Link("pgAdmin", host, settings.PgAdmin.Port, settings.PgAdmin.Email) : [],
            .. settings.Runs(StackProfiles.Logging) ? Link("Grafana", host, settings.Grafana.Port, settings.Grafana.AdminUser) : [],
            new("Postgres", $"{host}:{postgres.Port}/{postgres.Database}", postgres.User, Credentials),
        ]);
    }

    /// <summary>The address of a web page of this stack.</summary>
    public static Uri Page(string host, int port) => new UriBuilder(Uri.UriSchemeHttp, host, port).Uri;

    static ImmutableArray<StackLink> Link(string service, string host, int port, string user) =>
        [new(service, Page(host, port).ToString(), user, Credentials)];

    /// <summary>An address that means every interface is reached through the loopback one.</summary>
    public static string ReachableFromHere(string bindAddress) => bindAddress switch
    {
        "0.0.0.0" => "127.0.0.1",
        "::" or "[::]" => "[::1]",
        _ => bindAddress,
    };
}
