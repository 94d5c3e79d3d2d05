using DataSpec.Operations.Upgrades.Outdated;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Outdated;

public sealed class VersionFeedSpecs : IDisposable
{
    const string Secret = "ghp_ownToken4711";

    readonly FeedServer _server = new();
    readonly TemporaryDirectory _cache = new();
    readonly HttpClient _http = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _server.Dispose();
        _cache.Dispose();
    }

    [Fact]
    public async Task A_registry_that_wants_a_token_is_asked_for_an_anonymous_one()
    {
        _server.Answer = ask => (ask.Target, ask.Authorization) switch
        {
            ("/v2/library/postgres/tags/list?n=1000", "Bearer anonymous") => new(200, """{"tags":["18.6"]}"""),
            ("/token?service=registry.test&scope=repository%3Alibrary%2Fpostgres%3Apull", null) => new(200, """{"token":"anonymous"}"""),
            (_, null) => new(401, "", ("WWW-Authenticate", $"Bearer realm=\"{_server.Address}token\",service=\"registry.test\",scope=\"repository:library/postgres:pull\"")),
            _ => new(500),
        };

        (await Ask()).ShouldSatisfyAllConditions(answer => answer.Versions.ShouldBe(["18.6"]), answer => answer.Problem.ShouldBeNull());
    }

    [Fact]
    public async Task Every_page_is_read()
    {
        _server.Answer = ask => ask.Target.Contains("last=b", StringComparison.Ordinal)
            ? new(200, """{"tags":["c"]}""")
            : new(200, """{"tags":["a","b"]}""", ("Link", "</v2/library/postgres/tags/list?n=1000&last=b>; rel=\"next\""));

        (await Ask()).Versions.ShouldBe(["a", "b", "c"]);
    }

    [Fact]
    public async Task An_answer_of_a_short_while_ago_is_not_asked_for_again()
    {
        _server.Answer = _ => new(200, """{"tags":["18.6"]}""");
        await Ask();

        (await Ask()).Versions.ShouldBe(["18.6"]);
        _server.Asked.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_page_that_did_not_change_is_taken_from_the_cache_and_as_of_now()
    {
        _server.Answer = ask => ask.Known == "\"x1\"" ? new(304) : new(200, """{"tags":["18.6"]}""", ("ETag", "\"x1\""));
        var first = await Ask(fresh: TimeSpan.Zero);

        var second = await Ask(fresh: TimeSpan.Zero);

        _server.Asked.Last().Known.ShouldBe("\"x1\"");
        second.Versions.ShouldBe(["18.6"]);
        second.AsOf!.Value.ShouldBeGreaterThan(first.AsOf!.Value);
        second.Problem.ShouldBeNull();
    }

    [Fact]
    public async Task A_short_wish_for_patience_is_followed_once()
    {
        var count = 0;
        _server.Answer = _ => count++ == 0 ? new(429, "", ("Retry-After", "0")) : new(200, """{"tags":["18.6"]}""");

        (await Ask()).Versions.ShouldBe(["18.6"]);
        count.ShouldBe(2);
    }

    public static TheoryData<string, int, string, string, string> Failures => new()
    {
        { "asked too often", 429, "", "300", "127.0.0.1 wants to be asked again in 300 s" },
        { "forbidden", 403, "", "", "127.0.0.1 was asked too often" },
        { "broken", 500, "trace with " + Secret, "", "127.0.0.1 answered 500" },
        { "absent", 404, "", "", "127.0.0.1 has no such list" },
        { "no JSON", 200, "<html>" + Secret, "", "127.0.0.1 answered something else than a list of versions" },
        { "another JSON", 200, """[{"tags":1}]""", "", "127.0.0.1 answered something else than a list of versions" },
        { "null for a version", 200, """{"tags":[1]}""", "", "127.0.0.1 answered something else than a list of versions" },
        { "silence", 0, "", "", "127.0.0.1 did not answer within 0.5 s" },
        { "refused", 401, "", "", "127.0.0.1 refuses the access" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Whatever_goes_wrong_is_a_sentence_beside_what_was_known_before(string _, int status, string body, string retryAfter, string problem)
    {
        _server.Answer = _ => new(200, """{"tags":["18.6"]}""");
        var before = await Ask(fresh: TimeSpan.Zero);
        _server.Answer = _ => new(status, body, retryAfter.Length > 0 ? [("Retry-After", retryAfter)] : []);

        var answer = await Ask(fresh: TimeSpan.Zero);

        answer.Problem.ShouldBe(problem);
        answer.Versions.ShouldBe(["18.6"]);
        answer.AsOf.ShouldBe(before.AsOf);
        answer.IsOffline.ShouldBe(status == 0);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_offline_and_not_asked_for_the_next_list()
    {
        _server.Dispose();
        var feed = Feed(TimeSpan.Zero);

        var answers = new[] { await feed.ReadAsync(_server.Addresses.TagsOf("postgres"), Ct), await feed.ReadAsync(_server.Addresses.TagsOf("caddy"), Ct) };

        answers.ShouldAllBe(answer => answer.IsOffline && answer.Versions.IsEmpty && answer.AsOf == null && answer.Problem == "127.0.0.1 cannot be reached");
    }

    [Fact]
    public async Task A_list_that_leads_to_another_server_or_in_a_circle_is_refused()
    {
        _server.Answer = _ => new(200, """{"tags":["a"]}""", ("Link", "<http://localhost:1/x>; rel=\"next\""));
        (await Ask()).Problem.ShouldBe("127.0.0.1 names a next page on another server");

        _server.Answer = _ => new(200, """{"tags":["a"]}""", ("Link", "</v2/library/postgres/tags/list?n=1000>; rel=\"next\""));
        (await Ask()).Problem.ShouldBe("127.0.0.1 names the same page twice");
    }

    [Fact]
    public async Task The_persons_token_goes_to_github_alone_and_is_never_shown_or_kept()
    {
        _server.Answer = ask => new(401, $"bad {ask.Authorization}", ("WWW-Authenticate", $"Bearer realm=\"{_server.Address}token\""));

        var answer = await Feed(TimeSpan.Zero).ReadAsync(_server.Addresses.ReleasesOf("apache/airflow", Secret), Ct);

        _server.Asked.ShouldHaveSingleItem().Authorization.ShouldBe($"Bearer {Secret}");
        answer.Problem.ShouldBe("127.0.0.1 refuses the access");
        Directory.EnumerateFiles(_cache.Path).ShouldAllBe(file => !File.ReadAllText(file).Contains(Secret));
    }

    [Fact]
    public async Task A_damaged_cache_is_as_none()
    {
        _server.Answer = _ => new(200, """{"tags":["18.6"]}""");
        await Ask();
        await File.WriteAllTextAsync(Directory.EnumerateFiles(_cache.Path).Single(), """{"At":"2026-01-01T00:00:00Z","Pages":[null]}""", Ct);

        (await Ask()).Versions.ShouldBe(["18.6"]);
    }

    [Fact]
    public async Task Releases_that_are_drafts_or_previews_do_not_count()
    {
        _server.Answer = _ => new(200, """[{"tag_name":"3.4.0","prerelease":true},{"tag_name":"3.3.9","draft":true},{"tag_name":"3.3.3","draft":false,"prerelease":false}]""");

        (await Feed(TimeSpan.Zero).ReadAsync(_server.Addresses.ReleasesOf("apache/airflow", token: null), Ct)).Versions.ShouldBe(["3.3.3"]);
    }

    Task<FeedAnswer> Ask(TimeSpan? fresh = null) => Feed(fresh ?? TimeSpan.FromHours(1)).ReadAsync(_server.Addresses.TagsOf("postgres"), Ct);

    VersionFeed Feed(TimeSpan fresh) => new(_http, new FeedMemory(_cache.Path), TimeProvider.System, new FeedLimits { Timeout = TimeSpan.FromSeconds(0.5), Fresh = fresh });
}
