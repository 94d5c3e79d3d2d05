using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataSpec.EndToEnd;

/// <summary>Superset over HTTP, by a client that shares nothing with the tool's: the login form of its page, and its API.</summary>
sealed partial class SupersetSite : IDisposable
{
    readonly HttpClient _http;
    string? _csrf;

    SupersetSite(Uri address)
    {
        Address = address;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
    }

    public Uri Address { get; }

    /// <summary>The site of a checkout's stack, or another one: DATASPEC_TEST_SUPERSET=http://user:password@host:port.</summary>
    public static async Task<SupersetSite> Enter(string address, string user, string password)
    {
        var site = new SupersetSite(new Uri(address));
        using var answer = await site.SendForm(user, password);
        answer.StatusCode.ShouldBe(System.Net.HttpStatusCode.Redirect, "the login form accepts the password of .env");
        answer.Headers.Location!.ToString().ShouldNotContain("login");
        return site;
    }

    /// <summary>Fills in the form with its hidden token, as a browser does.</summary>
    public static async Task<bool> Admits(string address, string user, string password)
    {
        using var site = new SupersetSite(new Uri(address));
        using var answer = await site.SendForm(user, password);
        return answer.Headers.Location is { } to && !to.ToString().Contains("login", StringComparison.Ordinal);
    }

    public async Task<JsonElement> Get(string path)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative));
        var text = await answer.Content.ReadAsStringAsync();
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {(int)answer.StatusCode} {text}");
        return JsonElement.Parse(text);
    }

    public async Task Change(HttpMethod method, string path, object? body = null)
    {
        _csrf ??= (await Get("api/v1/security/csrf_token/")).GetProperty("result").GetString();
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("X-CSRFToken", _csrf);
        request.Headers.Referrer = Address;
        using var answer = await _http.SendAsync(request);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>Numbers by name of what a list of the API holds.</summary>
    public async Task<Dictionary<string, int>> Numbers(string kind, string name) =>
        (await Get($"api/v1/{kind}/?q=(columns:!(id,{name}),page_size:100)")).GetProperty("result").EnumerateArray()
            .ToDictionary(item => item.GetProperty(name).GetString()!, item => item.GetProperty("id").GetInt32());

    public void Dispose() => _http.Dispose();

    async Task<HttpResponseMessage> SendForm(string user, string password)
    {
        var page = await _http.GetStringAsync(new Uri("login/", UriKind.Relative));
        var token = Token().Match(page).Groups["token"].Value;
        token.ShouldNotBeEmpty("the login page has a token against forged requests");
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["csrf_token"] = token, ["username"] = user, ["password"] = password });
        using var request = new HttpRequestMessage(HttpMethod.Post, "login/") { Content = form };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/html"));
        request.Headers.Referrer = Address;
        return await _http.SendAsync(request);
    }

    [GeneratedRegex("""name="csrf_token"[^>]*value="(?<token>[^"]+)""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();
}
