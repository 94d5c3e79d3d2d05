using System.Collections.Immutable;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Reporting;

/// <summary>Where one service answers and who may log in.</summary>
public sealed record StackLink(string Service, string Address, string User, string PasswordIn);

/// <summary>The addresses that a running stack has for people.</summary>
public sealed record StackLinks(Uri Airflow, ImmutableArray<StackLink> Links)
{
    public static StackLinks Of(StackSettings settings)
    {
        var host = ReachableFromHere(settings.BindAddress);
        var airflow = new UriBuilder(Uri.UriSchemeHttp, host, settings.Airflow.Port).Uri;
        const string credentials = "data/credentials.txt";
        return new StackLinks(airflow,
        [
            new("Airflow", airflow.ToString(), settings.Airflow.AdminUser, credentials),
            new("Postgres", $"{host}:{settings.Postgres.Port}/{settings.Postgres.Database}", settings.Postgres.User, credentials),
        ]);
    }

    /// <summary>An address that means every interface is reached through the loopback one.</summary>
    public static string ReachableFromHere(string bindAddress) => bindAddress switch
    {
        "0.0.0.0" => "127.0.0.1",
        "::" or "[::]" => "[::1]",
        _ => bindAddress,
    };
}
