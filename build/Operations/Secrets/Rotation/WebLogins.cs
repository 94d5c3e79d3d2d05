using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace DataSpec.Operations.Secrets.Rotation;

/// <summary>Logs in to the stack's pages as their users do, over the published ports.</summary>
sealed class WebLogins(HttpClient http, TimeProvider time)
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>A token, or null where the password is refused.</summary>
    public Task<string?> AirflowAsync(Uri page, string user, string password, CancellationToken ct) =>
        TokenAsync(new Uri(page, "auth/token"), new { username = user, password }, ct);

    /// <inheritdoc cref="AirflowAsync"/>
    public Task<string?> SupersetAsync(Uri page, string user, string password, CancellationToken ct) =>
        TokenAsync(new Uri(page, "api/v1/security/login"), new { username = user, password, provider = "db", refresh = false }, ct);

    public async Task<bool> GrafanaAsync(Uri page, string user, string password, CancellationToken ct)
    {
        var login = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
        using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, new Uri(page, "api/org")) { Headers = { Authorization = login } }, ct);
        return response.IsSuccessStatusCode;
    }

    /// <summary>True where the server takes the token for its own.</summary>
    public async Task<bool> IsTakenAsync(Uri address, string token, CancellationToken ct)
    {
        var bearer = new AuthenticationHeaderValue("Bearer", token);
        using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Authorization = bearer } }, ct);
        return response.IsSuccessStatusCode;
    }

    async Task<string?> TokenAsync(Uri address, object body, CancellationToken ct)
    {
        using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) }, ct);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            return null;
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>(ct)).GetProperty("access_token").GetString();
    }

    /// <summary>Patient with a server that is just starting; an answer that says no is an answer.</summary>
    async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        while (true)
        {
            try
            {
                using var message = request();
                var response = await http.SendAsync(message, ct);
                if ((int)response.StatusCode < 500)
                    return response;
                response.Dispose();
                throw new HttpRequestException($"status {(int)response.StatusCode}");
            }
            catch (HttpRequestException error)
            {
                if (time.GetElapsedTime(begun) > Patience)
                    throw new DataSpecException(ExitCode.VerificationFailed, $"A login could not be tried: {error.Message}", error) { NextStep = "./build.sh Status shows what runs" };
                await Task.Delay(Pause, time, ct);
            }
        }
    }
}
