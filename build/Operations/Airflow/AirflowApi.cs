using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace DataSpec.Operations.Airflow;

/// <summary>Calls of Airflow's REST API: logs in once, again after a 401, and is patient with an api-server that is just starting.</summary>
/// <param name="patience">How long a call is repeated to which nobody answers; 30 s by default.</param>
public sealed class AirflowApi(HttpClient http, AirflowLogin login, TimeProvider time, TimeSpan? patience = null)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    readonly TimeSpan _patience = patience ?? TimeSpan.FromSeconds(30);

    string? _token;

    public Task<JsonElement> GetAsync(string path, CancellationToken ct) => SendAsync(HttpMethod.Get, path, body: null, ct);

    public Task<JsonElement> PostAsync(string path, object body, CancellationToken ct) => SendAsync(HttpMethod.Post, path, body, ct);

    public Task<JsonElement> PatchAsync(string path, object body, CancellationToken ct) => SendAsync(HttpMethod.Patch, path, body, ct);

    public Task DeleteAsync(string path, CancellationToken ct) => SendAsync(HttpMethod.Delete, path, body: null, ct);

    /// <summary>One call and its answer.</summary>
    /// <exception cref="DataSpecException">Not reachable for so long, wrong password, or refused; the answer's own words are in the message.</exception>
    async Task<JsonElement> SendAsync(HttpMethod method, string path, object? body, CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        var renewed = false;
        while (true)
        {
            try
            {
                _token ??= await LogInAsync(ct);
                using var request = Request(method, path, body);
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
                using var response = await http.SendAsync(request, ct);
                if (response.StatusCode is HttpStatusCode.Unauthorized && !renewed)
                {
                    (renewed, _token) = (true, null);
                    continue;
                }

                response.EnsureGatewayAnswered();
                return await ReadAsync(response, path, ct);
            }
            catch (Exception error) when (IsPassing(error, ct))
            {
                if (time.GetElapsedTime(begun) > _patience)
                    throw AirflowFailure.NotReachable(login, error);
                await Task.Delay(Pause, time, ct);
            }
        }
    }

    async Task<string> LogInAsync(CancellationToken ct)
    {
        using var request = Request(HttpMethod.Post, "auth/token", new { username = login.User, password = login.Password });
        using var response = await http.SendAsync(request, ct);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            throw AirflowFailure.WrongPassword(login);
        response.EnsureGatewayAnswered();
        var answer = await ReadAsync(response, "auth/token", ct);
        return answer.GetProperty("access_token").GetString()!;
    }

    HttpRequestMessage Request(HttpMethod method, string path, object? body) => new(method, new Uri(login.Address, path))
    {
        Content = body is null ? null : JsonContent.Create(body),
    };

    static async Task<JsonElement> ReadAsync(HttpResponseMessage response, string path, CancellationToken ct)
    {
        var text = await response.Content.ReadAsStringAsync(ct);
        return response.StatusCode is HttpStatusCode.NoContent ? default
            : response.IsSuccessStatusCode ? JsonElement.Parse(text)
            : throw AirflowFailure.Refused(path, response.StatusCode, text);
    }

    static bool IsPassing(Exception error, CancellationToken ct) =>
        error is HttpRequestException or IOException || (error is TaskCanceledException && !ct.IsCancellationRequested);
}
