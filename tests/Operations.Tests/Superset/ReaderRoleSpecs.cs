using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Superset;

/// <summary>What the roles of roles.sql and readers.sql may and may not do.</summary>
[Trait("kind", "integration")]
[Collection("superset")]
public sealed class ReaderRoleSpecs(SupersetSandbox sandbox)
{
    [Fact]
    public async Task Superset_reads_a_table_that_was_swapped_into_a_schema_made_later()
    {
        await sandbox.StartAsync();
        await sandbox.SqlAsync(
            """
            DROP SCHEMA IF EXISTS later, later_staging CASCADE; CREATE SCHEMA later; CREATE SCHEMA later_staging;
            CREATE TABLE later.trips AS SELECT 1 AS n; CREATE TABLE later_staging.trips AS SELECT 2 AS n;
            DROP TABLE later.trips; ALTER TABLE later_staging.trips SET SCHEMA later
            """,
            "datafoundry");
        (await ReaderAsync("SELECT n FROM later.trips")).ShouldBe("2");
        (await ReaderAsync("SET transaction_read_only = off; INSERT INTO later.trips VALUES (3)")).ShouldContain("permission denied");
    }

    [Theory]
    [InlineData("SELECT rolpassword FROM pg_authid", "permission denied for table pg_authid")]
    [InlineData("SET transaction_read_only = off; CREATE TEMPORARY TABLE t (n int)", "permission denied to create temporary tables")]
    [InlineData("SET transaction_read_only = off; CREATE TABLE public.t (n int)", "permission denied for schema public")]
    [InlineData("SHOW statement_timeout", "1min")]
    public async Task Superset_may_do_nothing_else(string sql, string answer)
    {
        await sandbox.StartAsync();
        (await ReaderAsync(sql)).ShouldContain(answer);
    }

    [Fact]
    public async Task Grafana_reads_records_of_today_and_later_and_all_sizes_but_no_rows_of_the_warehouse()
    {
        await sandbox.StartAsync();
        await sandbox.SqlAsync("CREATE TABLE IF NOT EXISTS dataspec.made_later AS SELECT 7 AS n; CREATE TABLE IF NOT EXISTS public.rows AS SELECT 1 AS n", "datafoundry");
        (await GrafanaAsync("SELECT count(*) FROM dataspec.one_shots")).ShouldBe("0");
        (await GrafanaAsync("SELECT n FROM dataspec.made_later")).ShouldBe("7");
        (await GrafanaAsync("SELECT count(*) FROM (SELECT pg_database_size(datname) FROM pg_database WHERE datname IN ('datafoundry', 'airflow', 'superset')) AS s")).ShouldBe("3");
        (await GrafanaAsync("SELECT pg_total_relation_size('public.rows') > 0")).ShouldBe("t");
        (await GrafanaAsync("SELECT * FROM public.rows")).ShouldContain("permission denied");
    }

    [Theory]
    [InlineData("airflow", "airflow-password")]
    [InlineData("superset", SupersetSandbox.Metadata)]
    public async Task The_roles_of_the_services_cannot_connect_to_the_warehouse(string role, string password)
    {
        await sandbox.StartAsync();
        (await sandbox.PsqlAsync(role, password, "datafoundry", "SELECT 1")).StandardError.ShouldContain("permission denied for database");
        (await sandbox.PsqlAsync(role, password, "postgres", "SELECT 1")).StandardError.ShouldContain("permission denied for database");
        (await sandbox.PsqlAsync(role, password, role, "SELECT 1")).StandardOutput.ShouldBe("1");
    }

    Task<string> ReaderAsync(string sql) => AsAsync("superset_reader", SupersetSandbox.Reader, sql);

    Task<string> GrafanaAsync(string sql) => AsAsync("grafana_reader", SupersetSandbox.Grafana, sql);

    async Task<string> AsAsync(string role, string password, string sql)
    {
        var result = await sandbox.PsqlAsync(role, password, "datafoundry", sql);
        return result.Succeeded ? result.StandardOutput : result.StandardError;
    }
}
