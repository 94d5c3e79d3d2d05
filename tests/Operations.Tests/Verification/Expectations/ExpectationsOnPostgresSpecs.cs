using System.Globalization;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Tests.Containers;
using DataSpec.Operations.Verification.Expectations;
using Npgsql;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Verification.Expectations;

/// <summary>The shared cases, and live tables that went bad after their load.</summary>
[Trait("kind", "integration")]
public sealed class ExpectationsOnPostgresSpecs : IAsyncLifetime
{
    const string Image = "dataspec/postgres:18.6-packages";
    const string Password = "made-up-password";

    readonly SharedCases _shared = SharedCases.Read();
    readonly TemporaryDirectory _folder = new();
    LiveEngine? _engine;
    PostgresClient _client = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    string File => Path.Combine(_folder.Path, "cases.yaml");

    public async ValueTask InitializeAsync()
    {
        _engine = await LiveEngine.WithAsync(Image);
        var container = await _engine.StartAsync("--publish", "127.0.0.1::5432", "--env", $"POSTGRES_PASSWORD={Password}", Image);
        var published = (await _engine.DockerAsync("port", container, "5432")).EnsureSuccess().StandardOutput.Trim();
        var port = int.Parse(published[(published.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture);
        _client = new PostgresClient(new("127.0.0.1", port, "postgres", Password, "postgres"));
        await UntilItAnswersAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null)
            await _engine.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_shared_cases_find_what_the_load_finds()
    {
        await ExecuteAsync(_shared.Setup);

        var results = await new ExpectationCheck(_client, File).AskAsync(_shared.RulesOf(_shared.Cases.Select(one => one.Rule)), _shared.Known, Ct);

        results.Length.ShouldBe(_shared.Cases.Count);
        foreach (var (one, result) in _shared.Cases.Zip(results))
            (result.Failing, result.Total, result.IsMet, result.Finding).ShouldBe((one.Failing, one.Total, one.Met, one.Finding), one.Rule);
    }

    [Fact]
    public async Task A_rule_that_does_not_fit_its_table_is_named()
    {
        await ExecuteAsync(_shared.Setup);
        foreach (var one in _shared.Unfit)
        {
            System.IO.File.WriteAllText(File, _shared.FileOf("{ rule: rows, min: 1 }", one.Rule));
            var check = new ExpectationCheck(_client, File);
            var error = await Should.ThrowAsync<DataSpecException>(() => check.AskAsync(_shared.RulesOf("{ rule: rows, min: 1 }", one.Rule), _shared.Known, Ct));
            error.Message.ShouldStartWith("cases.yaml:5: '");
            error.Message.ShouldContain(one.Says);
        }
    }

    [Fact]
    public async Task Live_tables_are_held_to_what_their_newest_good_load_was_asked_for()
    {
        System.IO.File.WriteAllText(
            File,
            """
            schema: nyc_taxi
            tables:
              trips:
                - { rule: rows, files: equal }
                - { rule: months, column: at }
                - { rule: range, column: fare, max: 100, severity: warn }
                - { rule: loaded, days: 30 }
              never_loaded:
                - { rule: rows, min: 1 }
            """);
        var check = new ExpectationCheck(_client, File);
        await ExecuteAsync("create schema nyc_taxi; create table nyc_taxi.trips as select timestamp '2024-01-05' as at, 7.5::float8 as fare");
        (await check.RunAsync(Ct)).ShouldHaveSingleItem().Rule.ShouldBe("range fare, max 100");

        await ExecuteAsync("create schema dataspec");
        await ExecuteAsync(LoadsTable());
        await ExecuteAsync(
            """
            insert into dataspec.loads (run_id, table_name, months, base_url, files, status, finished_at) values
              ('old', 'nyc_taxi.trips', '{2023-01}', '', '[{"rows": 9}]', 'succeeded', now()),
              ('new', 'nyc_taxi.trips', '{2024-01}', '', '[{"rows": 1}, {"rows": 0}]', 'succeeded', now()),
              ('failed', 'nyc_taxi.trips', '{2025-01}', '', '[{"rows": 5}]', 'failed', now())
            """);
        await ExecuteAsync("update dataspec.loads set started_at = now() - interval '1 day' where run_id = 'old'");
        (await check.RunAsync(Ct)).ShouldAllBe(result => result.IsMet);

        await ExecuteAsync("insert into nyc_taxi.trips values ('2031-01-01', 1e9); update dataspec.loads set finished_at = now() - interval '31 days'");
        var broken = await check.RunAsync(Ct);
        broken.ShouldAllBe(result => !result.IsMet);
        broken.Select(result => result.ToString()).ShouldBe(
        [
            "nyc_taxi.trips breaks 'rows, files equal' (cases.yaml:4): 2 rows, 1 in the files",
            "nyc_taxi.trips breaks 'months at' (cases.yaml:5): 1 of 2 rows, as 2031-01-01 00:00:00",
            "nyc_taxi.trips breaks 'range fare, max 100' (cases.yaml:6): 1 of 2 rows, as 1000000000",
            "nyc_taxi.trips breaks 'loaded, days 30' (cases.yaml:7): loaded 31.0 days ago",
        ]);

        await ExecuteAsync("drop table nyc_taxi.trips");
        (await check.RunAsync(Ct)).ShouldHaveSingleItem().Finding.ShouldBe("the table was loaded and is gone");
    }

    /// <summary>As <c>Up</c> makes it.</summary>
    static string LoadsTable()
    {
        var text = System.IO.File.ReadAllText(Path.Combine(Repository.Directory, "scripts-config", "postgres", "records.sql"));
        var begin = text.IndexOf("CREATE TABLE IF NOT EXISTS dataspec.loads", StringComparison.Ordinal);
        return text[begin..text.IndexOf(';', begin)];
    }

    async Task ExecuteAsync(string sql)
    {
        await using var connection = await _client.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }

    async Task UntilItAnswersAsync()
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await ExecuteAsync("select 1");
                return;
            }
            catch (DataSpecException) when (TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromMinutes(2))
            {
                await Task.Delay(300, Ct);
            }
        }
    }
}
