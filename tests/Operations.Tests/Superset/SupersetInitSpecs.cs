using System.Globalization;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Superset;

/// <summary>What init.py makes, and that it does no more than is due.</summary>
[Trait("kind", "integration")]
[Collection("superset")]
public sealed class SupersetInitSpecs(SupersetSandbox sandbox)
{
    [Fact]
    public async Task Two_at_once_on_an_empty_database_do_the_work_once()
    {
        await sandbox.FreshAsync();
        var (worked, waited) = sandbox.FirstRuns[0].StandardOutput.Contains("metadata migrated", StringComparison.Ordinal)
            ? (sandbox.FirstRuns[0], sandbox.FirstRuns[1])
            : (sandbox.FirstRuns[1], sandbox.FirstRuns[0]);
        worked.StandardOutput.ShouldContain("administrator admin: created", customMessage: string.Join("\n--\n", sandbox.FirstRuns.SelectMany(run => run.Lines).Select(line => line.Text)));
        waited.StandardError.ShouldContain("another one is at work");
        waited.StandardOutput.ShouldContain("nothing changed");
        (await sandbox.SqlAsync("SELECT count(*) FROM dashboards WHERE slug = 'nyc-taxi' AND published")).ShouldBe("1");
        (await sandbox.SqlAsync("SELECT count(*) FROM dashboard_slices")).ShouldBe(Directory.GetFiles(sandbox.Assets + "/charts").Length.ToString(CultureInfo.InvariantCulture));
        (await sandbox.SqlAsync("SELECT sqlalchemy_uri FROM dbs")).ShouldBe("postgresql+psycopg2://superset_reader:XXXXXXXXXX@postgres:5432/datafoundry");
    }

    [Fact]
    public async Task Where_nothing_changed_it_ends_before_superset_is_started()
    {
        await sandbox.FreshAsync();
        var again = (await sandbox.InitAsync()).EnsureSuccess();
        again.Lines.ShouldHaveSingleItem().Text.ShouldEndWith("nothing changed");
    }

    [Fact]
    public async Task No_secret_is_in_what_it_prints_or_in_the_log_of_postgres()
    {
        await sandbox.FreshAsync();
        (await sandbox.RolesAsync()).EnsureSuccess();
        var text = await sandbox.PostgresLogAsync() + string.Join('\n', sandbox.FirstRuns.Select(run => run.StandardOutput + run.StandardError));
        text.Length.ShouldBeGreaterThan(500);
        foreach (var secret in (string[])[SupersetSandbox.Owner, SupersetSandbox.Metadata, SupersetSandbox.Administrator, SupersetSandbox.Reader, SupersetSandbox.Grafana, SupersetSandbox.Key])
            text.ShouldNotContain(secret);
    }

    [Fact]
    public async Task Killed_anywhere_it_is_finished_by_the_next_run()
    {
        await sandbox.EmptyAsync();
        (await sandbox.KilledAtAsync("application created")).ExitCode.ShouldBe(137);
        (await sandbox.KilledAtAsync("metadata migrated")).ExitCode.ShouldBe(137);
        (await sandbox.KilledAtAsync("roles synchronised")).ExitCode.ShouldBe(137);
        (await sandbox.SqlAsync("SELECT count(*) FROM dataspec.provisioned")).ShouldBe("0");
        (await sandbox.InitAsync()).EnsureSuccess().StandardOutput.ShouldContain("done");
        (await sandbox.InitAsync()).EnsureSuccess().StandardOutput.ShouldContain("nothing changed");
        (await sandbox.SqlAsync("SELECT (SELECT count(*) FROM dashboards) || ' ' || (SELECT count(*) FROM ab_user) || ' ' || (SELECT count(*) FROM dbs)")).ShouldBe("1 1 1");
    }
}

[CollectionDefinition("superset")]
public sealed class SupersetTests : ICollectionFixture<SupersetSandbox>;
