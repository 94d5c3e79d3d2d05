using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Logging;

/// <summary>The dashboards as files. Each LogQL expression was also put through Grafana's own parser, by hand: tests/README.md.</summary>
public sealed class DashboardSpecs
{
    [Fact]
    public void Every_panel_asks_a_provisioned_source_and_none_lies_on_another()
    {
        var sources = File.ReadAllText(Path.Combine(DashboardFiles.Folder, "provisioning", "datasources", "dataspec.yaml"));
        foreach (var dashboard in DashboardFiles.All())
        {
            dashboard.GetProperty("uid").GetString()!.ShouldStartWith("dataspec-");
            var panels = DashboardFiles.Panels(dashboard).ToList();
            panels.Select(panel => panel.GetProperty("id").GetInt32()).ShouldBeUnique();
            panels.ShouldAllBe(panel => sources.Contains($"uid: {panel.GetProperty("datasource").GetProperty("uid").GetString()}\n"));
            var cells = panels.Select(panel => panel.GetProperty("gridPos")).SelectMany(
                grid => from x in Enumerable.Range(grid.GetProperty("x").GetInt32(), grid.GetProperty("w").GetInt32())
                        from y in Enumerable.Range(grid.GetProperty("y").GetInt32(), grid.GetProperty("h").GetInt32())
                        select (x, y)).ToList();
            cells.ShouldBeUnique();
            cells.ShouldAllBe(cell => cell.x < 24);
        }
    }

    [Fact]
    public void Every_log_expression_selects_our_job_and_closes_what_it_opens()
    {
        var expressions = DashboardFiles.Targets().Where(target => target.Source == "dataspec-loki").ToList();

        expressions.Count.ShouldBeGreaterThan(5);
        foreach (var expression in expressions)
        {
            expression.Query.ShouldContain("{job=\"docker\"", customMessage: $"{expression}");
            var bare = Regex.Replace(expression.Query, "`[^`]*`|\"[^\"]*\"", "", RegexOptions.None, TimeSpan.FromSeconds(1));
            foreach (var pair in new[] { "()", "{}", "[]" })
                bare.Count(letter => letter == pair[0]).ShouldBe(bare.Count(letter => letter == pair[1]), $"{expression} {pair}");
            (expression.Query.Count(letter => letter == '`') % 2).ShouldBe(0, $"{expression}");
        }
    }

    [Theory]
    [InlineData("Errors by service", "2026-11-22 17:11:01.138379+00:00 [error    ] http://127.0.0.1:9/x failed 5 times: refused [taxi.runs] dag_id=nyc_taxi")]
    [InlineData("Errors by service", "2026-11-22 17:10:30.582 UTC [336] ERROR:  relation \"nope\" does not exist at character 15")]
    [InlineData("Errors by service", "Traceback (most recent call last):")]
    [InlineData("Slow Postgres statements", "2026-11-22 17:10:05.324 UTC [303] LOG:  duration: 5203.994 ms  statement: select pg_sleep(5.2)")]
    [InlineData("Slow Postgres statements", "2026-11-22 17:10:05.324 UTC [303] LOG:  duration: 8310.2 ms  execute <unnamed>: select 1")]
    [InlineData("Airflow task failures", Failure)]
    public void A_line_that_the_stack_really_prints_is_found(string panel, string line) =>
        Patterns(panel).ShouldAllBe(pattern => pattern.IsMatch(line));

    [Theory]
    [InlineData("Errors by service", "127.0.0.1 - - [22/Nov/2026 17:09:01] \"GET /health HTTP/1.1\" 200 -")]
    [InlineData("Errors by service", "2026-11-22 17:08:26.884758+00:00 [info     ] yellow_trips: 30,000 rows, equal to the files [taxi.load] errors=0")]
    [InlineData("Slow Postgres statements", "2026-11-22 17:10:30.582 UTC [336] STATEMENT:  select duration from t")]
    [InlineData("Airflow task failures", Success)]
    public void A_line_of_another_kind_is_not(string panel, string line) => Patterns(panel)[0].IsMatch(line).ShouldBeFalse();

    [Fact]
    public void The_task_and_the_statement_are_taken_out_of_their_lines()
    {
        var task = Patterns("Airflow task failures")[1].Match(Failure).Groups;
        (task["dag"].Value, task["task"].Value, task["state"].Value, task["try"].Value).ShouldBe(("nyc_taxi", "fetch", "up_for_retry", "1"));
        var slow = Patterns("Slow Postgres statements")[1]
            .Match("17:10:05 UTC [303] LOG:  duration: 5203.994 ms  statement: select 'a: b'").Groups;
        (slow["ms"].Value, slow["statement"].Value).ShouldBe(("5203.994", "select 'a: b'"));
    }

    const string Failure =
        "2026-11-22T17:11:07.508409Z [info     ] TaskInstance Finished: dag_id=nyc_taxi, task_id=fetch, run_id=manual__2026-11-22T17:10:28.397099+00:00, map_index=-1, " +
        "ti_id=01a2043d, run_duration=29.043052, state=up_for_retry, executor=LocalExecutor(parallelism=4), executor_state=success, try_number=1, max_tries=2";

    const string Success =
        "2026-11-22T17:08:28.307925Z [info     ] TaskInstance Finished: dag_id=nyc_taxi, task_id=load, run_id=scheduled__2024-01-01T00:00:00+00:00, map_index=-1, " +
        "ti_id=01a2043a, run_duration=13.934731, state=success, executor=LocalExecutor(parallelism=4), executor_state=success, try_number=1, max_tries=2";

    /// <summary>The regular expressions of a panel, in order; these are written so that Go's engine and .NET's agree.</summary>
    static List<Regex> Patterns(string panel)
    {
        var query = DashboardFiles.Targets().Single(target => target.Panel == panel).Query;
        return
        [
            .. Regex.Matches(query, @"(?:\|~|regexp) `(?<pattern>[^`]*)`", RegexOptions.None, TimeSpan.FromSeconds(1))
                .Select(match => match.Groups["pattern"].Value.Replace("(?P<", "(?<", StringComparison.Ordinal))
                .Select(pattern => new Regex(pattern, RegexOptions.None, TimeSpan.FromSeconds(1))),
        ];
    }
}
