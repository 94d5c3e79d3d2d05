using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DataSpec.Operations.Airflow;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Superset;

namespace DataSpec.Operations.Verification;

/// <summary>The services as their users reach them, over the published ports; each is logged in to once a run.</summary>
sealed class ServiceAccess
{
    /// <summary>A login costs up to 2 s of processor time (scrypt); with fifty programs waiting for two cores it took 15 s.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    readonly HttpClient _http;
    readonly AuthenticationHeaderValue _grafana;
    readonly Shared<AirflowApi> _airflow;
    readonly Shared<SupersetApi> _superset;
    readonly Shared<AirflowBeats> _beats;

    public ServiceAccess(StackSettings settings, HttpClient http, TimeProvider time, CancellationToken run)
    {
        var host = StackLinks.ReachableFromHere(settings.BindAddress);
        var (airflow, superset, grafana) = (settings.Airflow, settings.Superset, settings.Grafana);
        (Airflow, Superset) = (StackLinks.Page(host, airflow.Port), StackLinks.Page(host, superset.Port));
        (PgAdmin, Grafana) = (StackLinks.Page(host, settings.PgAdmin.Port), StackLinks.Page(host, grafana.Port));
        _http = http;
        _grafana = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{grafana.AdminUser}:{grafana.AdminPassword.Reveal()}")));
        _airflow = new(
            ct => WithinAsync("Airflow", Airflow, token => EnterAsync(new AirflowApi(http, new(Airflow, airflow.AdminUser, airflow.AdminPassword.Reveal()), time, TimeSpan.Zero), api => api.GetAsync("api/v2/dags?limit=1", token)), ct),
            run);
        _superset = new(
            ct => WithinAsync("Superset", Superset, token => EnterAsync(new SupersetApi(new(Superset, superset.AdminUser, superset.AdminPassword.Reveal())), api => api.GetAsync("api/v1/me/", token)), ct),
            run);
        _beats = new(ct => WithinAsync("Airflow", Airflow, token => AirflowBeats.ReadAsync(http, Airflow, settings.Runs(StackProfiles.Triggerer), time, token), ct), run);
    }

    public Uri Airflow { get; }

    public Uri Superset { get; }

    public Uri PgAdmin { get; }

    public Uri Grafana { get; }

    /// <summary>Airflow's API as its administrator.</summary>
    public Task<AirflowApi> AirflowAsync(CancellationToken ct) => _airflow.GetAsync(ct);

    /// <summary>Superset's API as its administrator.</summary>
    public Task<SupersetApi> SupersetAsync(CancellationToken ct) => _superset.GetAsync(ct);

    /// <summary>What Airflow says of its own parts.</summary>
    public Task<AirflowBeats> BeatsAsync(CancellationToken ct) => _beats.GetAsync(ct);

    /// <summary>A page of Grafana as its administrator; the answer whatever its status, which the caller disposes.</summary>
    public async Task<HttpResponseMessage> GrafanaAsync(string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Grafana, path)) { Headers = { Authorization = _grafana } };
        return await SendAsync("Grafana", Grafana, () => _http.SendAsync(request, ct));
    }

    /// <summary>A page as somebody who is not logged in; the answer whatever its status, which the caller disposes.</summary>
    public Task<HttpResponseMessage> AskAsync(string service, Uri page, CancellationToken ct) => SendAsync(service, page, () => _http.GetAsync(page, ct));

    static async Task<T> EnterAsync<T>(T api, Func<T, Task<JsonElement>> call)
    {
        await call(api);
        return api;
    }

    static async Task<T> WithinAsync<T>(string service, Uri page, Func<CancellationToken, Task<T>> ask, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            return await ask(patience.Token);
        }
        catch (OperationCanceledException late) when (!ct.IsCancellationRequested)
        {
            throw Silent(service, page, $"no answer within {Patience.TotalSeconds:0} s", late);
        }
        catch (HttpRequestException error)
        {
            throw Silent(service, page, error.Message, error);
        }
    }

    static async Task<HttpResponseMessage> SendAsync(string service, Uri page, Func<Task<HttpResponseMessage>> send)
    {
        try
        {
            return await send();
        }
        catch (HttpRequestException error)
        {
            throw Silent(service, page, error.Message, error);
        }
    }

    static SilentServiceException Silent(string service, Uri page, string why, Exception error) =>
        new($"{service} does not answer on {page}: {why}", error) { NextStep = "./build.sh Up, or ./build.sh Status to see what runs" };
}

/// <summary>Nobody answers: whether a login would be refused is not known.</summary>
sealed class SilentServiceException(string whatHappened, Exception error) : DataSpecException(ExitCode.FailedUnchanged, whatHappened, error);
