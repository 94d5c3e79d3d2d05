using DataSpec.Operations.Postgres;
using DataSpec.Operations.Superset;
using DataSpec.Operations.Tests.Compose;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Superset;

/// <summary>Files win where only they changed, people where they changed something, and what was deleted comes back.</summary>
[Trait("kind", "integration")]
[Collection("superset")]
public sealed class ShippedObjectSpecs(SupersetSandbox sandbox)
{
    const string Trips = "7d1c5a0e-93b4-4c8e-a6f2-0e3a51d00021";
    const string Revenue = "7d1c5a0e-93b4-4c8e-a6f2-0e3a51d00022";

    [Fact]
    public async Task What_a_person_changed_is_kept_with_one_warning_what_they_deleted_comes_back_and_other_files_are_imported()
    {
        await sandbox.FreshAsync();
        await sandbox.SqlAsync($"UPDATE slices SET slice_name = 'By hand' WHERE uuid = '{Trips}'");
        await sandbox.SqlAsync("UPDATE slices SET slice_name = 'By hand, file as it was' WHERE slice_name = 'Load log'");
        await sandbox.SqlAsync("DELETE FROM dashboard_slices; DELETE FROM dashboard_user; DELETE FROM dashboards");
        // As after DashboardsExport: both changed, to the same.
        await sandbox.SqlAsync("UPDATE slices SET slice_name = 'Exported' WHERE slice_name = 'Revenue by payment type'");
        sandbox.Change("charts/revenue_by_payment_type.yaml", "slice_name: Revenue by payment type", "slice_name: Exported");
        sandbox.Change("charts/trips.yaml", "slice_name: Trips", "slice_name: From the file");
        sandbox.Change("charts/revenue.yaml", "slice_name: Revenue", "slice_name: From the file");

        var run = (await sandbox.InitAsync()).EnsureSuccess();

        run.StandardError.Split('\n').ShouldHaveSingleItem().ShouldContain("kept as in Superset: charts/trips.yaml.");
        run.StandardOutput.ShouldContain("2 of ");
        (await NameOf(Trips)).ShouldBe("By hand");
        (await NameOf(Revenue)).ShouldBe("From the file");
        (await sandbox.SqlAsync("SELECT count(*) FROM slices WHERE slice_name = 'By hand, file as it was'")).ShouldBe("1");
        (await sandbox.SqlAsync("SELECT count(*) > 5 FROM dashboards JOIN dashboard_slices ON dashboard_id = dashboards.id")).ShouldBe("t");

        var forced = (await sandbox.InitAsync("DATASPEC_ASSETS=overwrite")).EnsureSuccess();

        forced.StandardError.ShouldBeEmpty();
        (await NameOf(Trips)).ShouldBe("From the file");
        (await sandbox.InitAsync()).EnsureSuccess().StandardOutput.ShouldContain("nothing changed");
    }

    [Fact]
    public async Task A_chart_that_comes_back_is_on_its_dashboard_again_under_its_new_number()
    {
        await sandbox.FreshAsync();
        var before = await sandbox.SqlAsync($"SELECT id FROM slices WHERE uuid = '{Trips}'");
        await sandbox.SqlAsync($"DELETE FROM dashboard_slices WHERE slice_id = {before}; DELETE FROM slice_user WHERE slice_id = {before}; DELETE FROM slices WHERE id = {before}");
        // What Superset itself writes when an owner looks at a dashboard is no change by hand.
        await sandbox.SqlAsync("UPDATE dashboards SET json_metadata = (json_metadata::jsonb || '{\"map_label_colors\": {\"a\": \"#fff\"}}')::text");

        (await sandbox.InitAsync()).EnsureSuccess().StandardError.ShouldBeEmpty();

        var after = await sandbox.SqlAsync($"SELECT id FROM slices WHERE uuid = '{Trips}'");
        after.ShouldNotBe(before);
        (await sandbox.SqlAsync($"SELECT position_json LIKE '%\"chartId\": {after},%' OR position_json LIKE '%\"chartId\": {after}}}%' FROM dashboards")).ShouldBe("t");
        (await sandbox.SqlAsync($"SELECT count(*) FROM dashboard_slices WHERE slice_id = {after}")).ShouldBe("1");
    }

    [Fact]
    public async Task The_role_of_env_widens_the_connection_and_its_password_is_the_owners()
    {
        await sandbox.FreshAsync();
        (await sandbox.InitAsync("SUPERSET_WAREHOUSE_ROLE=datafoundry")).EnsureSuccess();
        (await sandbox.SqlAsync("SELECT sqlalchemy_uri FROM dbs")).ShouldBe("postgresql+psycopg2://datafoundry:XXXXXXXXXX@postgres:5432/datafoundry");
    }

    [Theory]
    [InlineData("SELECT 1", "superset", "db-roles superset-init")]
    [InlineData("DELETE FROM dashboard_slices; DELETE FROM dashboard_user; DELETE FROM dashboards", "superset", "db-roles")]
    [InlineData("DROP SCHEMA dataspec CASCADE", "superset", "db-roles")]
    [InlineData("DROP DATABASE superset WITH (FORCE)", "postgres", "")]
    [InlineData("ALTER ROLE superset PASSWORD 'other'", "postgres", "")]
    public async Task Up_forgets_the_marks_of_what_was_undone(string done, string database, string marks)
    {
        await sandbox.FreshAsync();
        await sandbox.SqlAsync(done, database);
        var records = new FakeRecords { Marks = { ["db-roles"] = "1", ["superset-init"] = "2" } };
        var client = new PostgresClient(new PostgresLogin(await sandbox.AddressAsync(), 5432, "superset", SupersetSandbox.Metadata, "superset"));

        var read = await new ProvisionedMarks(records, client).ReadAsync(TestContext.Current.CancellationToken);

        string.Join(' ', read.Keys.Order(StringComparer.Ordinal)).ShouldBe(marks);
        (await sandbox.RolesAsync()).EnsureSuccess();
    }

    [Fact]
    public async Task A_postgres_that_does_not_answer_leaves_the_marks_as_they_are()
    {
        var records = new FakeRecords { Marks = { ["superset-init"] = "2" } };
        var nobody = new PostgresClient(new PostgresLogin("127.0.0.1", 1, "superset", "x", "superset"));
        (await new ProvisionedMarks(records, nobody).ReadAsync(TestContext.Current.CancellationToken)).ShouldContainKey("superset-init");
    }

    Task<string> NameOf(string uuid) => sandbox.SqlAsync($"SELECT slice_name FROM slices WHERE uuid = '{uuid}'");
}
