using System.Net;
using System.Text;
using DataSpec.Operations.Superset;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Superset;

/// <summary>What Superset's API is known to do to a careless client.</summary>
public sealed class AssetsApiSpecs
{
    static readonly SupersetLogin Login = new(new Uri("http://superset.test:8088"), "admin", "hunter2");

    [Fact]
    public async Task A_redirect_to_the_login_page_is_a_refusal_and_no_success()
    {
        using var api = new SupersetApi(Login, new Answers(post => post
            ? new HttpResponseMessage(HttpStatusCode.Redirect) { Headers = { Location = new Uri("http://superset.test:8088/login/") } }
            : Json("""{"result":"token"}""")));

        var error = await Should.ThrowAsync<DataSpecException>(() => api.ChangeAsync(HttpMethod.Post, "api/v1/assets/import/", content: null, CancellationToken.None));

        error.Message.ShouldContain("302");
        error.LeftAsItWas.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_page_instead_of_JSON_is_a_refusal()
    {
        using var api = new SupersetApi(Login, new Answers(_ => new HttpResponseMessage { Content = new StringContent("<html>", Encoding.UTF8, "text/html") }));

        await Should.ThrowAsync<DataSpecException>(() => api.GetAsync("api/v1/dashboard/", CancellationToken.None));
    }

    [Fact]
    public async Task A_change_carries_the_token_against_forged_requests()
    {
        var answers = new Answers(post => Json(post ? """{"message":"OK"}""" : """{"result":"token"}"""));
        using var api = new SupersetApi(Login, answers);

        await api.ChangeAsync(HttpMethod.Post, "api/v1/assets/import/", content: null, CancellationToken.None);

        answers.Last!.Headers.GetValues("X-CSRFToken").ShouldBe(["token"]);
        answers.Last.Headers.Referrer.ShouldBe(Login.Address);
    }

    [Fact]
    public async Task A_wrong_password_is_told_without_repeating_it()
    {
        using var api = new SupersetApi(Login, new Answers(_ => Json("{}")) { LoginStatus = HttpStatusCode.Unauthorized });

        var error = await Should.ThrowAsync<DataSpecException>(() => api.GetAsync("x", CancellationToken.None));

        error.Message.ShouldBe("Superset refuses SUPERSET_ADMIN_PASSWORD of .env for user 'admin'.");
        Login.ToString().ShouldNotContain("hunter2");
    }

    [Fact]
    public async Task Nobody_listening_is_told_with_the_next_command()
    {
        using var api = new SupersetApi(new SupersetLogin(new Uri("http://127.0.0.1:1"), "admin", "x"));

        var error = await Should.ThrowAsync<DataSpecException>(() => api.GetAsync("x", CancellationToken.None));

        error.Message.ShouldStartWith("Superset does not answer on http://127.0.0.1:1/");
        error.NextStep!.ShouldContain("./build.sh Up");
    }

    static HttpResponseMessage Json(string text) => new() { Content = new StringContent(text, Encoding.UTF8, "application/json") };

    /// <summary>Logs in, then answers by whether a call changes something.</summary>
    sealed class Answers(Func<bool, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public HttpStatusCode LoginStatus { get; init; } = HttpStatusCode.OK;

        public HttpRequestMessage? Last { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Last = request;
            if (!request.RequestUri!.AbsolutePath.EndsWith("/login", StringComparison.Ordinal))
                return Task.FromResult(answer(request.Method == HttpMethod.Post));
            var login = Json("""{"access_token":"t"}""");
            login.StatusCode = LoginStatus;
            return Task.FromResult(login);
        }
    }
}
