using System.Text.RegularExpressions;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Tests.Compose;
using Npgsql;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Logging;

/// <summary>Every SQL statement of the dashboards on a real Postgres with our own scripts, as the role that Grafana uses.</summary>
[Trait("kind", "integration")]
public sealed class OperationsDashboardSpecs : IAsyncLifetime
{
    static readonly string[] Forbidden =
    [
        "select * from nyc_taxi.yellow_trips", "select rolpassword from pg_authid", "begin read write; insert into dataspec.made_later values (1)",
    ];

    SandboxStack _stack = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stack = await SandboxStack.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (_stack is not null)
            await _stack.DisposeAsync();
    }

    [Fact]
    public async Task Every_statement_answers_before_the_first_load_and_shows_what_was_loaded_after_it_and_nothing_else_can_be_read()
    {
        await _stack.StartAsync("db-roles");
        await SandboxStack.EventuallyAsync(async () => await _stack.StateAsync("db-roles") == "exited", "db-roles has ended");
        await _stack.ComposeAsync("run", "--rm", "--no-deps", "db-roles");
        var owner = Client("datafoundry", _stack["POSTGRES_PASSWORD"]);
        var reader = Client("grafana_reader", _stack["GRAFANA_DB_PASSWORD"]);
        var statements = DashboardFiles.Targets().Where(target => target.Source == "dataspec-postgres").ToList();
        statements.Count.ShouldBeGreaterThan(8);

        foreach (var statement in statements)
            await ReadAsync(reader, statement);

        await owner.ExecuteAsync(
            """
            create schema nyc_taxi;
            create table nyc_taxi.yellow_trips (id int);
            insert into dataspec.loads (run_id, table_name, months, base_url, rows, seconds, finished_at, status)
            values ('a', 'nyc_taxi.yellow_trips', '{2024-01,2024-02}', 'x', 30000, 9.6, now(), 'succeeded'),
                ('b', 'nyc_taxi', '{}', 'x', null, null, now(), 'failed');
            insert into dataspec.backups (id, finished_at, status, bytes, proved_at)
            values ('20260101', now() + interval '1 minute', 'succeeded', 1000, now());
            create table dataspec.made_later (id int);
            """,
            Ct);
        var line = new HistoryLine("1-upgrade", "upgrade", "airflow 3.2.2 -> 3.3.2", DateTimeOffset.UtcNow, Seconds: null, StopSeconds: null, "running", Steps: 1, Note: null);
        var records = new OperationRecords(owner, new RecordingProgress());
        await records.WriteAsync([line], Ct);
        await records.WriteAsync([line with { Seconds = 80, StopSeconds = 41.5, Result = "succeeded" }], Ct);
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var statement in statements)
            shown[statement.Panel] = await ReadAsync(reader, statement);
        shown.ShouldAllBe(panel => panel.Value != "");
        shown["Upgrades and other operations"].ShouldContain("upgrade|airflow 3.2.2 -> 3.3.2|80.0|41.5|succeeded");
        shown["Loads"].ShouldContain("nyc_taxi.yellow_trips|2024-01, 2024-02|succeeded|30000|9.6|3125");
        shown["Loads that failed"].ShouldBe("1");
        shown["Backups"].ShouldContain("20260101|succeeded|1000|60");
        shown["Size of each database"].ShouldContain("airflow");
        shown["Largest tables of the warehouse"].ShouldContain("yellow_trips");

        (await reader.QueryAsync("select count(*) from dataspec.made_later", row => row.GetInt64(0), Ct)).ShouldBe([0]);
        foreach (var forbidden in Forbidden)
        {
            var error = await Should.ThrowAsync<Exception>(() => reader.ExecuteAsync(forbidden, Ct));
            (error as PostgresException ?? error.InnerException as PostgresException).ShouldNotBeNull()
                .SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, forbidden);
        }
    }

    [Fact]
    public void The_table_of_loads_is_the_one_that_the_load_makes()
    {
        var python = File.ReadAllText(Path.Combine(Repository.Directory, "airflow", "include", "taxi", "records.py"));
        var sql = File.ReadAllText(Path.Combine(Repository.Directory, "scripts-config", "postgres", "records.sql"));

        Columns(sql).ShouldBe(Columns(python));
    }

    static string Columns(string text) => Regex.Replace(
        Regex.Match(text, @"(?i)create table if not exists dataspec\.loads \((?<columns>.*?unique \(run_id, table_name\))\)", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["columns"].Value,
        @"\s+",
        " ",
        RegexOptions.None,
        TimeSpan.FromSeconds(1)).Trim();

    PostgresClient Client(string user, string password) =>
        new(new PostgresLogin("127.0.0.1", int.Parse(_stack["POSTGRES_PORT"], System.Globalization.CultureInfo.InvariantCulture), user, password, "datafoundry"));

    /// <summary>The first row, with Grafana's macros filled in as Grafana does.</summary>
    static async Task<string> ReadAsync(PostgresClient reader, Target statement)
    {
        var sql = Regex.Replace(
            statement.Query, @"\$__timeFilter\((?<column>\w+)\)", "${column} BETWEEN '2020-01-01T00:00:00Z' AND '2099-01-01T00:00:00Z'", RegexOptions.None, TimeSpan.FromSeconds(1));
        sql.ShouldNotContain("$__");
        var rows = await reader.QueryAsync(
            sql, row => string.Join('|', Enumerable.Range(0, row.FieldCount).Where(i => !row.IsDBNull(i)).Select(i => Convert.ToString(row.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))), Ct);
        return statement.Panel is "Loads" or "Size of each database" or "Largest tables of the warehouse" ? string.Join('\n', rows) : rows.FirstOrDefault("");
    }
}
