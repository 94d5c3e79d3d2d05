using System.Net;
using DataSpec.Operations.Airflow;
using DataSpec.Operations.Tests.Compose;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Airflow;

public sealed class AirflowApiSpecs : IDisposable
{
    const string Health = "api/v2/monitor/health";
    const string Healthy =
        """{"metadatabase":{"status":"healthy"},"scheduler":{"status":"healthy"},"dag_processor":{"status":"healthy"},"triggerer":{"status":null}}""";

    readonly FakeAirflow _airflow = new();
    readonly HttpClient _http;
    readonly AirflowClient _client;

    public AirflowApiSpecs()
    {
        _http = new HttpClient(_airflow);
        _client = new AirflowClient(new AirflowApi(_http, new AirflowLogin(new Uri("http://127.0.0.1:8080"), "admin", "secret"), new FastTime()));
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_login_serves_several_calls()
    {
        _airflow.On(Health, Healthy);
        await _client.ReadHealthAsync(Ct);
        (await _client.ReadHealthAsync(Ct)).IsHealthy.ShouldBeTrue();
        _airflow.Calls.ShouldBe(["auth/token", Health, Health]);
    }

    [Fact]
    public async Task An_expired_token_is_renewed_once()
    {
        _airflow.On(Health, HttpStatusCode.Unauthorized, "{}").On(Health, Healthy);
        await _client.ReadHealthAsync(Ct);
        _airflow.Calls.ShouldBe(["auth/token", Health, "auth/token", Health]);
    }

    [Fact]
    public async Task A_server_that_is_just_starting_is_asked_again()
    {
        _airflow.Refusing(Health).On(Health, HttpStatusCode.BadGateway, "").On(Health, Healthy);
        (await _client.ReadHealthAsync(Ct)).IsHealthy.ShouldBeTrue();
        _airflow.Calls.Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        _airflow.Refusing(Health);
        var error = await Should.ThrowAsync<DataSpecException>(() => _client.ReadHealthAsync(Ct));
        error.Message.ShouldBe("Airflow does not answer on http://127.0.0.1:8080/: Connection refused");
    }

    [Fact]
    public async Task A_refused_password_names_its_key_and_not_its_value()
    {
        using var http = new HttpClient(new RefusingLogin());
        var client = new AirflowClient(new AirflowApi(http, new AirflowLogin(new Uri("http://127.0.0.1:8080"), "admin", "secret"), new FastTime()));
        var error = await Should.ThrowAsync<DataSpecException>(() => client.ReadHealthAsync(Ct));
        error.Message.ShouldContain("AIRFLOW_ADMIN_PASSWORD");
        error.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public async Task An_ill_part_is_named()
    {
        _airflow.On(Health, Healthy.Replace("\"dag_processor\":{\"status\":\"healthy\"}", "\"dag_processor\":{\"status\":null}", StringComparison.Ordinal));
        var health = await _client.ReadHealthAsync(Ct);
        health.IsHealthy.ShouldBeFalse();
        health.Ill.ShouldBe(["dag_processor"]);
    }

    [Fact]
    public async Task A_run_that_was_started_by_a_lost_answer_is_found_again()
    {
        _airflow.Refusing("api/v2/dags/nyc_taxi/dagRuns")
            .On("api/v2/dags/nyc_taxi/dagRuns", HttpStatusCode.Conflict, """{"detail":"exists"}""")
            .On("api/v2/dags/nyc_taxi/dagRuns/seed__1", """{"dag_id":"nyc_taxi","dag_run_id":"seed__1","state":"running"}""");
        var run = await _client.TriggerAsync("nyc_taxi", "seed__1", new Dictionary<string, object>(StringComparer.Ordinal), Ct);
        run.ShouldNotBeNull().State.ShouldBe("running");
    }

    [Fact]
    public async Task A_dag_that_was_not_read_yet_has_no_run()
    {
        _airflow.On("api/v2/dags/nyc_taxi/dagRuns", HttpStatusCode.NotFound, """{"detail":"not found"}""");
        (await _client.TriggerAsync("nyc_taxi", "seed__1", new Dictionary<string, object>(StringComparer.Ordinal), Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task The_reason_of_an_import_error_is_its_last_line()
    {
        _airflow.On("api/v2/importErrors", """{"import_errors":[{"filename":"nyc_taxi.py","stack_trace":"Traceback\n  File x\nNameError: y\n"}]}""");
        (await _client.ReadImportErrorsAsync(Ct)).ShouldBe([new ImportError("nyc_taxi.py", "NameError: y")]);
    }

    public void Dispose()
    {
        _http.Dispose();
        _airflow.Dispose();
    }

    sealed class RefusingLogin : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.Unauthorized));
    }
}
