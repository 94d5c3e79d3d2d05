using System.Collections.Immutable;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Secrets;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups.Restoring;

public sealed class RestoredEnvSpecs
{
    static readonly ImmutableDictionary<string, string> NoEnvironment = [];
    static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Every_key_says_whose_value_counts() => EnvKeys.All.Where(key => key.BelongsTo is null).Select(key => key.Name).ShouldBeEmpty();

    [Fact]
    public void What_lives_in_data_and_every_secret_belongs_to_the_data() =>
        EnvKeys.All.Where(key => key.IsSecret || key.LivesIn is not null).ShouldAllBe(key => key.BelongsTo == EnvOwner.Data);

    [Theory]
    [InlineData("POSTGRES_PASSWORD", "theirs")]
    [InlineData("POSTGRES_DB", "theirs")]
    [InlineData("AIRFLOW_FERNET_KEY", "theirs")]
    [InlineData("NYC_TAXI_MONTHS", "theirs")]
    [InlineData("COMPOSE_PROJECT_NAME", "ours")]
    [InlineData("POSTGRES_PORT", "ours")]
    [InlineData("POSTGRES_IMAGE", "ours")]
    [InlineData("AIRFLOW_UID", "ours")]
    [InlineData("SUPERSET_MEMORY", "ours")]
    [InlineData("BIND_ADDRESS", "ours")]
    [InlineData("BACKUP_DIR", "ours")]
    public void Data_is_the_backups_and_the_machine_stays_as_it_is(string key, string whose)
    {
        var restored = RestoredEnv.Of(Whole("theirs"), Whole("ours"), NoEnvironment, Now);

        restored.Document[key].ShouldBe(whose);
        restored.Changed.Contains(key).ShouldBe(whose is "theirs");
    }

    [Theory]
    [InlineData("POSTGRES_PORT", "theirs")]
    [InlineData("COMPOSE_PROJECT_NAME", "theirs")]
    [InlineData("BIND_ADDRESS", "127.0.0.1")]
    [InlineData("BACKUP_DIR", "./backups")]
    [InlineData("NYC_TAXI_SOURCE_DIR", "")]
    public void Without_an_env_the_backups_settings_hold_but_for_addresses_and_paths(string key, string value) =>
        RestoredEnv.Of(Whole("theirs"), EnvDocument.Empty, NoEnvironment, Now).Document[key].ShouldBe(value);

    [Fact]
    public void An_env_that_names_only_what_differs_keeps_that_and_its_comments()
    {
        var here = EnvDocument.Parse("# the second stack of this box\nCOMPOSE_PROJECT_NAME=second\nMY_OWN=1\n");

        var restored = RestoredEnv.Of(Whole("theirs"), here, NoEnvironment, Now);

        restored.Document.Text.ShouldStartWith(here.Text);
        restored.Document["COMPOSE_PROJECT_NAME"].ShouldBe("second");
        restored.Document["POSTGRES_PORT"].ShouldBe("theirs");
        restored.Document["BIND_ADDRESS"].ShouldBe("127.0.0.1");
        restored.Document["MY_OWN"].ShouldBe("1");
    }

    [Fact]
    public void A_key_that_the_backup_does_not_know_gets_what_setup_gives_it()
    {
        var older = EnvDocument.Parse(string.Join('\n', Whole("theirs").Text.Split('\n').Where(line => !line.StartsWith("GRAFANA_DB_PASSWORD", StringComparison.Ordinal))));

        RestoredEnv.Of(older, EnvDocument.Empty, NoEnvironment, Now).Document["GRAFANA_DB_PASSWORD"].ShouldNotBeNullOrEmpty();
    }

    [Theory]
    [InlineData("postgres", false)]
    [InlineData("secrets", false)]
    [InlineData("postgres,files,secrets", true)]
    [InlineData("config", true)]
    public void A_part_that_would_not_fit_the_rest_is_refused(string only, bool fits)
    {
        using var stack = new TemporaryDirectory();
        Directory.CreateDirectory(Path.Combine(stack.Root.Data, "postgres", "18"));
        var parts = RestoreOptions.PartsOf(only.Split(','));
        string[] replaced = parts.Contains(RestorePart.Postgres) ? ["data/postgres"] : [];

        void Check() => KeyAgreement.Require(stack.Root, parts, replaced, Whole("theirs"), Whole("ours"));

        if (fits)
            Check();
        else
            Should.Throw<DataSpecException>(Check).Message.ShouldContain("POSTGRES_PASSWORD");
    }

    [Fact]
    public void Without_an_env_secrets_must_be_among_the_parts()
    {
        using var stack = new TemporaryDirectory();

        Should.Throw<DataSpecException>(() => KeyAgreement.Require(stack.Root, [RestorePart.Postgres], ["data/postgres"], Whole("theirs"), EnvDocument.Empty)).ExitCode.ShouldBe(ExitCode.WrongUsage);
    }

    [Fact]
    public void A_part_that_there_is_not_is_named_with_those_that_there_are()
    {
        var error = Should.Throw<DataSpecException>(() => RestoreOptions.PartsOf(["postgres", "logs"]));

        (error.ExitCode, error.Message).ShouldBe((ExitCode.WrongUsage, "A backup has no part 'logs'."));
        error.NextStep!.ShouldContain("postgres,files,secrets,config");
    }

    /// <summary>Every key, with this value.</summary>
    static EnvDocument Whole(string value) => EnvDocument.Parse(string.Concat(EnvKeys.All.Select(key => $"{key.Name}={value}\n")));
}
