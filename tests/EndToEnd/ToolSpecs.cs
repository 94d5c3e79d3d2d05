using System.Text.Json;

namespace DataSpec.EndToEnd;

/// <summary>What follows <c>--</c> reaches the tool in its container; its exit code comes back.</summary>
public sealed class ToolSpecs(Sandbox sandbox)
{
    [Fact]
    public async Task Psql_gets_its_arguments_untouched_and_returns_its_exit_code()
    {
        var stack = await sandbox.RunningStack();

        (await stack.Run(0, "Psql", "--", "-Atc", "select 'a b' || $$ \"c\"$$")).Output.ShouldContain("a b \"c\"");
        await stack.Run(1, "Psql", "--", "-c", "select * from no_such_table");
    }

    [Fact]
    public async Task Airflow_answers_where_it_runs()
    {
        var stack = await sandbox.RunningStack();

        (await stack.Run(0, "Airflow", "--", "dags", "list")).Output.ShouldContain("nyc_taxi");
    }

    [Fact]
    public async Task Compose_speaks_of_this_stack()
    {
        var stack = await sandbox.RunningStack();

        (await stack.Run(0, "Compose", "--", "ps", "--services")).Output.ShouldContain("airflow-scheduler");
    }

    [Fact]
    public async Task Status_shows_services_versions_and_the_last_load()
    {
        var stack = await sandbox.RunningStack();

        var text = await stack.Run(0, "Status");
        var json = await stack.Run(0, "Status", "--json");

        text.Output.ShouldContain("airflow-scheduler");
        text.Output.ShouldContain("60,000");
        using var document = JsonDocument.Parse(json.Output);
        document.RootElement.ToString().ShouldContain("postgres");
    }

    [Fact]
    public async Task Logs_of_one_service_are_its_own()
    {
        var stack = await sandbox.RunningStack();

        (await stack.Run(0, "Logs", "--service", "postgres", "--no-follow")).Output.ShouldContain("database system is ready to accept connections");
    }

    [Fact]
    public async Task Reset_asks_first_and_without_an_answer_deletes_nothing()
    {
        var stack = await sandbox.RunningStack();
        var before = await new Warehouse(stack).TaxiTotals();

        await stack.Run(2, "Reset");

        (await new Warehouse(stack).TaxiTotals()).ShouldBe(before);
    }
}
