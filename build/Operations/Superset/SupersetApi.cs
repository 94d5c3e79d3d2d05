using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace DataSpec.Operations.Superset;

/// <summary>Calls of Superset's REST API as the administrator; logs in once.</summary>
/// <remarks>A call that changes something needs the token against forged requests together with the cookie it came with. Without them the answer
/// is a redirect to the login page, which would look like success to a client that follows it.</remarks>
public sealed class SupersetApi : IDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    readonly SupersetLogin _login;
    readonly HttpClient _http;

    string? _token;

    public SupersetApi(SupersetLogin login)
        : this(login, new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false })
    {
    }

    internal SupersetApi(SupersetLogin login, HttpMessageHandler handler) =>
        (_login, _http) = (login, new HttpClient(handler) { BaseAddress = login.Address, Timeout = Patience });

    /// <exception cref="DataSpecException">Not reachable within a minute, wrong password, or refused.</exception>
    public async Task<JsonElement> GetAsync(string path, CancellationToken ct)
    {
        // No content type: with one, a request without a body is refused.
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), ct);
        return await JsonAsync(response, path, ct);
    }

    /// <inheritdoc cref="GetAsync"/>
    public async Task<byte[]> DownloadAsync(string path, CancellationToken ct)
    {
        using var response = await SendAsync(new HttpRequestMessage(HttpMethod.Get, path), ct);
        var content = await response.Content.ReadAsByteArrayAsync(ct);
        return response.IsSuccessStatusCode ? content : throw SupersetFailure.Refused(path, response.StatusCode, System.Text.Encoding.UTF8.GetString(content));
    }

    /// <summary>A call that changes something.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<JsonElement> ChangeAsync(HttpMethod method, string path, HttpContent? content, CancellationToken ct)
    {
        var token = (await GetAsync("api/v1/security/csrf_token/", ct)).Text("result");
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("X-CSRFToken", token);
        request.Headers.Referrer = _login.Address;
        using var response = await SendAsync(request, ct);
        return await JsonAsync(response, path, ct);
    }

    public void Dispose() => _http.Dispose();

    async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            _token ??= await LogInAsync(ct);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
            return await _http.SendAsync(request, ct);
        }
        catch (Exception error) when (error is HttpRequestException or IOException || (error is TaskCanceledException && !ct.IsCancellationRequested))
        {
            throw SupersetFailure.NotReachable(_login, error);
        }
    }

    async Task<string> LogInAsync(CancellationToken ct)
    {
        const string path = "api/v1/security/login";
        using var response = await _http.PostAsJsonAsync(path, new { username = _login.User, password = _login.Password, provider = "db", refresh = false }, ct);
        if (response.StatusCode is HttpStatusCode.Unauthorized)
            throw SupersetFailure.WrongPassword(_login);
        return (await JsonAsync(response, path, ct)).Text("access_token")!;
    }

    static async Task<JsonElement> JsonAsync(HttpResponseMessage response, string path, CancellationToken ct)
    {
        var text = await response.Content.ReadAsStringAsync(ct);
        return response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType is "application/json"
            ? JsonElement.Parse(text)
            : throw SupersetFailure.Refused(path, response.StatusCode, text);
    }
}
