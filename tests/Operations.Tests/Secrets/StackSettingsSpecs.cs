using DataSpec.Operations.Secrets;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Secrets;

public class StackSettingsSpecs
{
    static readonly EnvDocument Complete = EnvDocument.Empty.Appended(
        [], EnvKeys.All.Select(key => KeyValuePair.Create(key.Name, key.Generate?.Invoke() ?? key.Default)));

    [Fact]
    public void The_defaults_of_the_catalogue_are_all_valid()
    {
        var settings = Read(Complete);

        settings.Postgres.Image.ShouldBe("postgres:18.6");
        settings.Postgres.MemoryBytes.ShouldBe(2L << 30);
        settings.Postgres.SharedBuffersBytes.ShouldBe(512L << 20);
        settings.Airflow.Port.ShouldBe(8080);
        settings.Taxi.Months.ShouldBe(["2024-01", "2024-02", "2024-03"]);
        settings.Taxi.SourceDirectory.ShouldBeNull();
        settings.Profiles.ShouldBe(["bi", "admin", "logging"]);
        settings.Overridden.ShouldBeEmpty();
    }

    [Fact]
    public void The_environment_of_the_process_wins_and_is_named()
    {
        var settings = Read(Complete, new() { ["POSTGRES_PORT"] = "15432", ["AIRFLOW_PORT"] = "8080" });

        settings.Postgres.Port.ShouldBe(15432);
        settings.Overridden.ShouldBe(["POSTGRES_PORT"]);
    }

    [Fact]
    public void Profiles_come_from_the_file_alone_so_that_plain_compose_sees_the_same_stack()
    {
        var settings = Read(Complete.With("COMPOSE_PROFILES", "bi"), new() { ["COMPOSE_PROFILES"] = "logging" });

        settings.Profiles.ShouldBe(["bi"]);
        settings.Overridden.ShouldBeEmpty();
    }

    [Fact]
    public void All_problems_are_told_together_with_their_values()
    {
        var document = Complete.With("POSTGRES_PORT", "99999").With("NYC_TAXI_MONTHS", "January").With("POSTGRES_IMAGE", "postgres");

        var error = Should.Throw<DataSpecException>(() => Read(document));

        error.ExitCode.ShouldBe(ExitCode.WrongUsage);
        error.Message.ShouldContain("POSTGRES_PORT='99999'");
        error.Message.ShouldContain("NYC_TAXI_MONTHS='January'");
        error.Message.ShouldContain("POSTGRES_IMAGE='postgres'");
    }

    [Theory]
    [InlineData("POSTGRES_PASSWORD", "p@ss:word/1")]
    [InlineData("AIRFLOW_FERNET_KEY", "tooshort")]
    public void The_value_of_a_bad_secret_is_never_shown(string key, string value)
    {
        var error = Should.Throw<DataSpecException>(() => Read(Complete.With(key, value)));

        error.Message.ShouldContain(key);
        error.Message.ShouldNotContain(value);
    }

    [Fact]
    public void A_missing_secret_is_a_problem_and_a_missing_setting_is_not()
    {
        var error = Should.Throw<DataSpecException>(() => Read(EnvDocument.Parse("POSTGRES_USER=datafoundry\n")));

        error.Message.ShouldContain("POSTGRES_PASSWORD is not set");
        error.Message.ShouldNotContain("POSTGRES_PORT");
    }

    [Fact]
    public void Two_services_cannot_have_one_port() =>
        Should.Throw<DataSpecException>(() => Read(Complete.With("AIRFLOW_PORT", "5432"))).Message.ShouldContain("both '5432'");

    [Theory]
    [InlineData("SUPERSET_WAREHOUSE_ROLE", "somebody", "neither 'superset_reader' nor the value of POSTGRES_USER")]
    [InlineData("PGADMIN_EMAIL", "admin@stack.local", "a domain that pgAdmin accepts")]
    [InlineData("LOG_SHIPPER", "fluentd", "promtail, alloy")]
    [InlineData("LOG_RETENTION", "12h", "24h")]
    public void A_value_that_a_part_would_choke_on_is_refused(string key, string value, string because) =>
        Should.Throw<DataSpecException>(() => Read(Complete.With(key, value))).Message.ShouldContain(because);

    [Fact]
    public void The_warehouse_role_may_be_widened_to_its_owner() =>
        Read(Complete.With("SUPERSET_WAREHOUSE_ROLE", "datafoundry")).Superset.WarehouseRole.ShouldBe("datafoundry");

    [Fact]
    public void Shared_buffers_must_fit_into_the_memory() =>
        Should.Throw<DataSpecException>(() => Read(Complete.With("POSTGRES_SHARED_BUFFERS", "4GB"))).Message.ShouldContain("does not fit");

    [Theory]
    [InlineData("POSTGRES_IMAGE", "localhost:5000/dataspec/postgres:18.6-packages")]
    [InlineData("POSTGRES_IMAGE", "dataspec/postgres:18.6-packages")]
    [InlineData("COMPOSE_FILE", "compose/compose.yaml:compose/overlays/extra.yaml")]
    [InlineData("BIND_ADDRESS", "::1")]
    [InlineData("COMPOSE_PROFILES", "triggerer,logging")]
    [InlineData("NYC_TAXI_BASE_URL", "file:///opt/airflow/taxi-source")]
    public void Other_valid_forms_are_accepted(string key, string value) =>
        EnvKeys.All.Single(known => known.Name == key).ProblemWith(value).ShouldBeNull();

    [Fact]
    public void A_value_that_compose_would_expand_is_refused() =>
        Should.Throw<DataSpecException>(() => Read(EnvDocument.Parse(Complete.Text + "NYC_TAXI_SOURCE_DIR=/home/$USER\n")))
            .Message.ShouldContain("single quotes");

    [Fact]
    public void Printed_settings_show_no_secret()
    {
        var settings = Read(Complete);

        settings.ToString().ShouldNotContain(Complete["POSTGRES_PASSWORD"]!);
        $"{settings.Postgres}".ShouldContain("***");
        settings.Postgres.Password.Reveal().ShouldBe(Complete["POSTGRES_PASSWORD"]);
    }

    static StackSettings Read(EnvDocument document, Dictionary<string, string>? environment = null) =>
        new StackSettingsReader(new StackRoot("/nowhere"), environment ?? []).Read(document);
}
