using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Superset;

/// <summary>Each fault ends with its own code and one line that names it, before Superset is started, and changes nothing.</summary>
[Trait("kind", "integration")]
[Collection("superset")]
public sealed class SupersetFaultSpecs(SupersetSandbox sandbox)
{
    [Fact]
    public async Task A_missing_database_is_named_with_who_makes_it()
    {
        await sandbox.FreshAsync();
        await sandbox.SqlAsync("DROP DATABASE superset WITH (FORCE)", "postgres");
        await FailsAsync(4, "database \"superset\" does not exist. Role, database and password are made by the one-shot db-roles");
    }

    [Fact]
    public async Task A_wrong_metadata_password_is_told_at_once()
    {
        await sandbox.FreshAsync();
        await FailsAsync(
            4, "password authentication failed for user \"superset\"", "SUPERSET_DATABASE_URI=postgresql+psycopg2://superset:wrong-word@postgres:5432/superset");
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_told_after_the_given_patience()
    {
        await sandbox.FreshAsync();
        await FailsAsync(3, "Is postgres running?", "SUPERSET_DATABASE_URI=postgresql+psycopg2://superset:x@postgres:1/superset");
    }

    [Fact]
    public async Task Another_secret_key_is_told_with_the_remedy_and_the_right_one_works_again()
    {
        await sandbox.FreshAsync();
        await FailsAsync(9, "Invalid decryption key: the password of the connection 'Warehouse'", "SUPERSET_SECRET_KEY=another-key");
        (await sandbox.InitAsync()).EnsureSuccess().StandardOutput.ShouldContain("nothing changed");
    }

    [Fact]
    public async Task A_wrong_warehouse_password_is_told_at_once()
    {
        await sandbox.FreshAsync();
        await FailsAsync(8, "The warehouse refuses the role 'superset_reader'", "SUPERSET_WAREHOUSE_PASSWORD=wrong-word");
    }

    [Fact]
    public async Task A_schema_of_a_newer_superset_is_not_touched()
    {
        await sandbox.FreshAsync();
        await sandbox.SqlAsync("UPDATE alembic_version SET version_num = 'ffff00001111'");
        await FailsAsync(7, "revision ffff00001111, which this image does not know");
    }

    [Fact]
    public async Task A_setting_that_is_missing_is_named()
    {
        await sandbox.FreshAsync();
        await FailsAsync(2, "SUPERSET_ADMIN_PASSWORD is not set", "SUPERSET_ADMIN_PASSWORD=");
    }

    [Theory]
    [InlineData("charts/trips.yaml", "slice_name: Trips", "slice_name: [Trips", "assets/charts/trips.yaml is not YAML")]
    [InlineData("charts/trips.yaml", "dataset_uuid: 7", "dataset_uuid: 0", "assets/charts/trips.yaml refers to 0d1c5a0e")]
    [InlineData("charts/trips.yaml", "slice_name: Trips", "slice_name: 5", "assets/charts/trips.yaml lacks 'slice_name', or it is not a text")]
    [InlineData("charts/trips.yaml", "0021", "0022", "assets/charts/trips.yaml has the uuid")]
    [InlineData("dashboards/nyc_taxi.yaml", "0021", "0099", "assets/dashboards/nyc_taxi.yaml refers to")]
    [InlineData("metadata.yaml", "version: 1.0.0", "version: 1.0.0\ntype: Dashboard", "assets/metadata.yaml has a type other than 'assets'")]
    public async Task A_damaged_file_is_named_and_the_old_dashboards_stay(string file, string from, string to, string told)
    {
        await sandbox.FreshAsync();
        sandbox.Change(file, from, to);
        await FailsAsync(6, told);
        (await sandbox.SqlAsync("SELECT count(*) FROM dashboards JOIN dashboard_slices ON dashboard_id = dashboards.id")).ShouldNotBe("0");
    }

    [Fact]
    public async Task What_only_superset_itself_can_refuse_leaves_everything_as_it_was()
    {
        await sandbox.FreshAsync();
        sandbox.Change("charts/trips.yaml", "slice_name: Trips", "slice_name: Other trips");
        sandbox.Change("charts/revenue.yaml", "slice_name: Revenue", "unknown_field: 1\nslice_name: Revenue");
        await FailsAsync(6, "charts/revenue.yaml");
        (await sandbox.SqlAsync("SELECT count(*) FROM slices WHERE slice_name = 'Other trips'")).ShouldBe("0");
        (await sandbox.SqlAsync("SELECT count(*) FROM dataspec.missing()")).ShouldBe("0");
    }

    async Task FailsAsync(int code, string told, params string[] variables)
    {
        var result = await sandbox.InitAsync(variables);
        result.ExitCode.ShouldBe(code, result.StandardError);
        result.StandardError.ShouldNotContain("Traceback");
        var error = result.Lines[^1].Text;
        error.ShouldStartWith("superset-init: error: ");
        error.ShouldContain(told);
        (result.StandardOutput + error).ShouldNotContain("wrong-word");
    }
}
