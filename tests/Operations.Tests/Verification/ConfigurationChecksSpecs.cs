using DataSpec.Operations.Compose;
using DataSpec.Operations.Images;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Setup;
using DataSpec.Operations.Verification;
using DataSpec.Operations.Verification.Checks.Configuration;
using DataSpec.Operations.Verification.Checks.Engine;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Verification;

public class ConfigurationChecksSpecs
{
    static readonly StackSnapshot Healthy = StackPicture.Of(StackPicture.Postgres, StackPicture.Page);

    [Fact]
    public void A_healthy_stack_drifts_nowhere()
    {
        DriftChecks.OfContainers(Healthy).Status.ShouldBe(CheckStatus.Passed);
        ImageChecks.OfContainers(Healthy).Status.ShouldBe(CheckStatus.Passed);
        Locked("sha256:d1", "k1").Status.ShouldBe(CheckStatus.Passed);
    }

    [Fact]
    public void An_older_configuration_and_a_part_that_is_off_are_drift()
    {
        var outcome = DriftChecks.OfContainers(StackPicture.Of(StackPicture.Postgres with { ConfigHash = "h0" }, StackPicture.Page with { Service = "loki" }));

        outcome.Services.ShouldBe(["postgres", "loki"]);
    }

    [Fact]
    public void A_name_that_means_another_image_now_fails_and_one_of_an_older_configuration_does_not()
    {
        ImageChecks.OfContainers(StackPicture.Of(StackPicture.Page with { ImageId = "sha256:old" })).Services.ShouldBe(["page"]);
        ImageChecks.OfContainers(StackPicture.Of(StackPicture.Page with { ImageId = "sha256:old", Image = "page:1" })).Status.ShouldBe(CheckStatus.Passed);
    }

    [Fact]
    public void Another_digest_than_that_of_the_lock_fails_and_names_who_runs_it() => Locked("sha256:d2", "k1").Services.ShouldBe(["postgres", "setup"]);

    [Fact]
    public void Another_recipe_is_worth_a_word() => Locked("sha256:d1", "k2").Status.ShouldBe(CheckStatus.Warning);

    [Fact]
    public void A_changed_file_is_named_and_a_changed_dag_is_not()
    {
        DriftChecks.OfFiles([new("airflow/dags/mine.py", "changed")]).Status.ShouldBe(CheckStatus.Passed);
        DriftChecks.OfFiles([new("airflow/dags/mine.py", "changed"), new(".env: POSTGRES_PORT", "changed")]).Evidence.ShouldBe(".env: POSTGRES_PORT changed");
    }

    [Fact]
    public void A_key_that_stands_twice_is_missing_misspelt_or_overruled_is_named()
    {
        var all = string.Join('\n', EnvKeys.All.Where(key => key != EnvKeys.BackupDirectory).Select(key => $"{key.Name}=x"));

        EnvCheck.Of(EnvDocument.Parse($"{all}\nPOSTGRES_PORT=y\nPOSTGRES_PROT=z\nMY_OWN_THING=1"), ["AIRFLOW_PORT"]).Evidence.ShouldBe(
            "POSTGRES_PORT stands 2 times, the last counts, BACKUP_DIR is missing, POSTGRES_PROT is no key of the stack. Did you mean 'POSTGRES_PORT'?, "
            + "AIRFLOW_PORT comes from the environment of this shell and overrules .env (unset AIRFLOW_PORT)");
    }

    [Theory]
    [InlineData(true, false, CheckStatus.Failed)]
    [InlineData(false, false, CheckStatus.Warning)]
    [InlineData(true, true, CheckStatus.Warning)]
    public void An_interrupted_operation_fails_where_others_must_wait_for_it_and_one_that_runs_does_not(bool blocks, bool runs, CheckStatus expected) =>
        UnfinishedCheck.Of([new("id", "upgrade", default, "Switch", "./build.sh Upgrade --resume", blocks, runs ? ProcessIdentity.OfThis : new(1, 1, ""))], drains: false).Status.ShouldBe(expected);

    [Fact]
    public void A_scheduler_that_was_told_to_stop_fails() => UnfinishedCheck.Of([], drains: true).Services.ShouldBe([CoreServices.Scheduler]);

    [Theory]
    [InlineData("20.10.24", "2.40.3", CheckStatus.Passed)]
    [InlineData("19.3.15", "2.40.3", CheckStatus.Failed)]
    [InlineData("28.0.0", "2.10.0", CheckStatus.Failed)]
    public void An_engine_or_compose_that_is_too_old_fails(string engine, string compose, CheckStatus expected) =>
        EngineChecks.OfVersion(new EngineMachine(2, 1, "/", TimeSpan.Zero) { Version = Version.Parse(engine), ComposeVersion = Version.Parse(compose) }).Status.ShouldBe(expected);

    static CheckOutcome Locked(string digest, string key) => ImageChecks.OfLock(
        Healthy,
        new ImageCatalogue(new Dictionary<string, CatalogueImage>(StringComparer.Ordinal)
        {
            ["postgres"] = new("A", "db", "1", digest, "supported"),
            ["page"] = new("B", "official", "2", null, "supported", new ThinLayer("page:2", "page")),
        }),
        (_, packages) => packages ? "" : key);
}
