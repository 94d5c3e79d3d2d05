using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace DataSpec.EndToEnd;

/// <summary>Airflow and Superset as their administrator uses them, with the passwords of <c>.env</c>.</summary>
sealed class StackPages(Checkout stack)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async Task<bool> LogIn(string page, string password)
    {
        using var http = Client(page);
        return (await Token(http, page, password)) is not null;
    }

    public async Task StoreInAirflow(string name, string password, string extra, string variable)
    {
        using var http = await LoggedIn("Airflow");
        await Post(http, "api/v2/connections", new { connection_id = name, conn_type = "postgres", host = "postgres", login = "datafoundry", password, extra = JsonSerializer.Serialize(new { text = extra }) });
        await Post(http, "api/v2/variables", new { key = name, value = variable });
    }

    /// <summary>Password, extra and variable as a task would get them: opened inside the scheduler, with the key that it runs with.</summary>
    public async Task<string> ReadFromAirflow(string name)
    {
        var script = $"""
            from airflow.models import Connection, Variable
            from airflow.utils.session import create_session
            with create_session() as session:
                one = session.query(Connection).filter_by(conn_id='{name}').one()
                print('read:', one.password, one.extra_dejson['text'], session.query(Variable).filter_by(key='{name}').one().val)
            """;
        var output = await Docker.Run("exec", $"{stack.Project}-airflow-scheduler-1", "python", "-c", script);
        return output.Split('\n').Single(line => line.StartsWith("read: ", StringComparison.Ordinal))["read: ".Length..];
    }

    public async Task StoreInSuperset(string name, string password)
    {
        using var http = await LoggedIn("Superset");
        var token = (await http.GetFromJsonAsync<JsonElement>("api/v1/security/csrf_token/", Ct)).GetProperty("result").GetString();
        http.DefaultRequestHeaders.Add("X-CSRFToken", token);
        http.DefaultRequestHeaders.Referrer = http.BaseAddress;
        await Post(http, "api/v1/database/", new { database_name = name, sqlalchemy_uri = $"postgresql+psycopg2://datafoundry:{password}@postgres:5432/datafoundry" });
    }

    /// <summary>The stored connections with which Superset reaches the warehouse now.</summary>
    public async Task<string[]> WorkingSupersetConnections()
    {
        using var http = await LoggedIn("Superset");
        var databases = (await http.GetFromJsonAsync<JsonElement>("api/v1/database/", Ct)).GetProperty("result").EnumerateArray().ToArray();
        var names = new List<string>();
        foreach (var database in databases)
        {
            using var answer = await http.GetAsync(new Uri($"api/v1/database/{database.GetProperty("id").GetInt32()}/schemas/?q=(force:!t)", UriKind.Relative), Ct);
            if (answer.IsSuccessStatusCode)
                names.Add(database.GetProperty("database_name").GetString()!);
        }

        return [.. names];
    }

    async Task<HttpClient> LoggedIn(string page)
    {
        var http = Client(page);
        var token = await Token(http, page, stack.EnvValue($"{page.ToUpperInvariant()}_ADMIN_PASSWORD"));
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.ShouldNotBeNull());
        return http;
    }

    HttpClient Client(string page) =>
        new() { BaseAddress = new Uri($"http://127.0.0.1:{(page is "Airflow" ? stack.AirflowPort : stack.SupersetPort)}"), Timeout = TimeSpan.FromMinutes(1) };

    static async Task<string?> Token(HttpClient http, string page, string password)
    {
        using var answer = page is "Airflow"
            ? await http.PostAsJsonAsync("auth/token", new { username = "admin", password }, Ct)
            : await http.PostAsJsonAsync("api/v1/security/login", new { username = "admin", password, provider = "db", refresh = false }, Ct);
        if (answer.StatusCode is HttpStatusCode.Unauthorized)
            return null;
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("access_token").GetString();
    }

    static async Task Post(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body, Ct);
        answer.IsSuccessStatusCode.ShouldBeTrue($"{path}: {await answer.Content.ReadAsStringAsync(Ct)}");
    }
}
