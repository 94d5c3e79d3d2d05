using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace DataSpec.Operations.Upgrades.Outdated;

/// <summary>Gets the pages of one list, with a token where the server wants one: an image registry hands out anonymous ones.</summary>
/// <param name="token">The person's own; null for none.</param>
sealed partial class FeedAccess(HttpClient http, string? token)
{
    static readonly string[] Asked = ["service", "scope"];

    string? _token = token;

    public async Task<HttpResponseMessage> GetAsync(Uri address, string? tag, CancellationToken ct)
    {
        var answer = await SendAsync(address, tag, _token, ct);
        if (answer.StatusCode is not HttpStatusCode.Unauthorized || _token is not null || ChallengeOf(answer) is not { } challenge)
            return answer;
        answer.Dispose();
        _token = await AnonymousTokenAsync(address, challenge, ct);
        return await SendAsync(address, tag, _token, ct);
    }

    /// <summary>The page after this one, as the header <c>Link</c> names it.</summary>
    public static string? NextLink(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("Link", out var links)
            ? links.Select(link => Next().Match(link)).Where(match => match.Success).Select(match => match.Groups["to"].Value).FirstOrDefault()
            : null;

    async Task<HttpResponseMessage> SendAsync(Uri address, string? tag, string? token, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("dataspec", null));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (tag is not null && EntityTagHeaderValue.TryParse(tag, out var known))
            request.Headers.IfNoneMatch.Add(known);
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
    }

    /// <summary>By the registry's token protocol: the challenge names the server and what to ask it for.</summary>
    async Task<string> AnonymousTokenAsync(Uri address, Dictionary<string, string> challenge, CancellationToken ct)
    {
        if (!Uri.TryCreate(challenge.GetValueOrDefault("realm"), UriKind.Absolute, out var realm) || realm.Scheme != address.Scheme)
            throw new FeedException($"{address.Host} wants a token and does not say from where");
        var query = string.Join('&', Asked.Where(challenge.ContainsKey).Select(name => $"{name}={Uri.EscapeDataString(challenge[name])}"));
        using var answer = await SendAsync(new Uri($"{realm}?{query}"), tag: null, token: null, ct);
        try
        {
            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(ct));
            return document.RootElement.Text("token") ?? document.RootElement.Text("access_token") ?? throw new JsonException();
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new FeedException($"{realm.Host} gives no token for {address.Host}", error);
        }
    }

    static Dictionary<string, string>? ChallengeOf(HttpResponseMessage answer) =>
        answer.Headers.WwwAuthenticate.FirstOrDefault(header => header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase)) is { Parameter: { } parameter }
            ? Parameters().Matches(parameter).GroupBy(match => match.Groups["name"].Value, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.First().Groups["value"].Value, StringComparer.Ordinal)
            : null;

    [GeneratedRegex("""(?<name>\w+)="(?<value>[^"]*)" """, RegexOptions.ExplicitCapture | RegexOptions.IgnorePatternWhitespace, 1000)]
    private static partial Regex Parameters();

    [GeneratedRegex("""<(?<to>[^>]+)>\s*;[^,]*rel="?next\b""", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Next();
}
