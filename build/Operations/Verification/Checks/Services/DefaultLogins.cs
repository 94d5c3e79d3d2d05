using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Verification.Checks.Services;

/// <summary>Tries the passwords that the products and their examples come with.</summary>
/// <remarks>
/// An account has one password: where that of <c>.env</c> is let in, no other is tried on it, so that nobody's failed logins are
/// counted. pgAdmin, which locks an account for good at the third, is not tried at all. Of Postgres the stored verifiers are compared.
/// </remarks>
sealed class DefaultLogins : ICheck
{
    static readonly ImmutableArray<string> Passwords = ["admin", "airflow", "superset", "postgres", "password", "changeme", "datafoundry", "grafana"];

    static readonly TimeSpan Tries = TimeSpan.FromSeconds(20);

    public CheckDescription About { get; } = new(
        "logins.defaults", 2, "No password that the products or their examples come with lets anybody in", "./build.sh RotateSecrets; delete accounts that are not yours on the service's page")
    {
        Needs = [PostgresChecks.Login],
        Patience = ServiceAccess.Patience + Tries,
    };

    public async Task<CheckOutcome> LookAsync(StackView view, CancellationToken ct)
    {
        var (settings, services) = (view.Settings, view.Services);
        var (bi, logs) = (settings.Runs(StackProfiles.Bi), settings.Runs(StackProfiles.Logging));
        var web = await Task.WhenAll(
        [
            TryAsync("Airflow", settings.Airflow.AdminUser, [("admin", "admin"), ("airflow", "airflow")], services.AirflowAsync, (user, password, token) => PostAsync(view, new(services.Airflow, "auth/token"), new { username = user, password }, token), ct),
            .. bi ? [TryAsync("Superset", settings.Superset.AdminUser, [("admin", "admin"), ("superset", "superset")], services.SupersetAsync, (user, password, token) => PostAsync(view, new(services.Superset, "api/v1/security/login"), new { username = user, password, provider = "db", refresh = false }, token), ct)] : Array.Empty<Task<Tried>>(),
            .. logs ? [TryAsync("Grafana", settings.Grafana.AdminUser, [("admin", "admin")], token => EnterGrafanaAsync(services, token), (user, password, token) => BasicAsync(view, user, password, token), ct)] : Array.Empty<Task<Tried>>(),
        ]);
        string[] open = [.. await InPostgresAsync(view, ct), .. web.SelectMany(one => one.Open)];
        var silent = web.Where(one => one.IsSilent).Select(one => one.Service).ToArray();
        return open.Length > 0
            ? CheckOutcome.Failed(string.Join("; ", open))
            : CheckOutcome.Passed($"{web.Sum(one => one.Refused)} logins refused, {Passwords.Length} passwords compared with each role's{(silent.Length > 0 ? $"; no answer of {string.Join(", ", silent)}" : "")}");
    }

    static async Task<IEnumerable<string>> InPostgresAsync(StackView view, CancellationToken ct)
    {
        var roles = await view.Postgres.QueryAsync("select rolname, rolpassword from pg_authid where rolcanlogin and rolpassword is not null", row => (Role: row.GetString(0), Verifier: row.GetString(1)), ct);
        return roles.Where(role => Passwords.Append(role.Role).Any(password => ScramVerifier.IsOf(role.Verifier, password))).Select(role => $"the role '{role.Role}' of Postgres has a default password");
    }

    /// <param name="enter">The administrator of <c>.env</c> with its password there.</param>
    static async Task<Tried> TryAsync<T>(
        string service, string owner, (string User, string Password)[] defaults, Func<CancellationToken, Task<T>> enter, Func<string, string, CancellationToken, Task<bool>> isLetIn, CancellationToken ct)
    {
        if (await HoldsAsync(enter, ct) is not { } isOwnersKnown)
            return new(service, [], 0, IsSilent: true);
        List<string> open = [];
        var tried = defaults.Where(one => !isOwnersKnown || one.User != owner).ToArray();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Tries - TimeSpan.FromSeconds(2));
        try
        {
            foreach (var (user, password) in tried)
            {
                if (await isLetIn(user, password, patience.Token))
                    open.Add($"{service} lets in '{user}' with a default password");
            }
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // Whether it answers at all is what its login check tells.
            return new(service, open, 0, IsSilent: true);
        }

        return new(service, open, tried.Length, IsSilent: false);
    }

    /// <summary>Null where nobody answers.</summary>
    static async Task<bool?> HoldsAsync<T>(Func<CancellationToken, Task<T>> enter, CancellationToken ct)
    {
        try
        {
            await enter(ct);
            return true;
        }
        catch (SilentServiceException)
        {
            return null;
        }
        catch (DataSpecException)
        {
            return false;
        }
    }

    static async Task<bool> EnterGrafanaAsync(ServiceAccess services, CancellationToken ct)
    {
        using var answer = await services.GrafanaAsync("api/org", ct);
        return answer.IsSuccessStatusCode ? true : throw new DataSpecException(ExitCode.VerificationFailed, "Grafana refuses GRAFANA_ADMIN_PASSWORD of .env.");
    }

    static async Task<bool> BasicAsync(StackView view, string user, string password, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(view.Services.Grafana, "api/org"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        using var answer = await view.Http.SendAsync(request, ct);
        return answer.IsSuccessStatusCode;
    }

    static async Task<bool> PostAsync(StackView view, Uri address, object body, CancellationToken ct)
    {
        using var answer = await view.Http.PostAsJsonAsync(address, body, ct);
        return answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Created;
    }

    sealed record Tried(string Service, IReadOnlyList<string> Open, int Refused, bool IsSilent);
}
