using DataSpec.Operations.Upgrades;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades;

public sealed class TargetChoiceSpecs : IDisposable
{
    static readonly string[] Services = ["postgres", "airflow"];

    readonly TemporaryDirectory _directory = new();
    readonly Dictionary<string, string> _env = new(StringComparer.Ordinal)
    {
        ["POSTGRES_IMAGE"] = "dataspec/postgres:18.6-packages",
        ["AIRFLOW_IMAGE"] = "dataspec/airflow:3.3.2-packages",
    };

    public TargetChoiceSpecs()
    {
        Directory.CreateDirectory(_directory.Root.ComposeDirectory);
        File.Copy(new StackRoot(Repository.Directory).ImagesLock, _directory.Root.ImagesLock);
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_stack_on_the_versions_of_its_checkout_has_nothing_to_upgrade() => Choose().Images.ShouldBeEmpty();

    [Theory]
    [InlineData("dataspec/airflow:3.2.2-packages", "dataspec/airflow:3.3.2-packages")]
    [InlineData("dataspec/airflow:3.2.2", "dataspec/airflow:3.3.2")]
    public void Each_image_goes_to_the_version_of_the_lock_in_its_own_form(string from, string to)
    {
        _env["AIRFLOW_IMAGE"] = from;

        var change = Choose().Images.ShouldHaveSingleItem();

        (change.Service, change.Variable, change.From, change.To, change.ToId).ShouldBe(("airflow", "AIRFLOW_IMAGE", from, to, null));
    }

    [Fact]
    public void An_image_that_the_person_chose_stays()
    {
        _env["AIRFLOW_IMAGE"] = "registry.example.org/ours/airflow:1";

        Choose().Images.ShouldBeEmpty();
    }

    [Fact]
    public void A_tag_that_is_named_counts_for_this_service_alone()
    {
        _env["POSTGRES_IMAGE"] = "dataspec/postgres:18.5-packages";

        Choose("airflow=3.4.0").Images.ShouldHaveSingleItem().To.ShouldBe("dataspec/airflow:3.4.0-packages");
    }

    [Fact]
    public void Another_lock_file_counts_instead_of_the_checkouts()
    {
        var file = _directory.File("other.json");
        File.WriteAllText(file, File.ReadAllText(_directory.Root.ImagesLock).Replace("3.3.2", "3.4.0", StringComparison.Ordinal));

        var choice = Choose(file);

        choice.Images.ShouldHaveSingleItem().To.ShouldBe("dataspec/airflow:3.4.0-packages");
        choice.LockFile.ShouldBe(file);
    }

    [Fact]
    public void A_new_major_version_of_Postgres_is_known_as_one()
    {
        _env["POSTGRES_IMAGE"] = "dataspec/postgres:17.12-packages";

        Choose().Majors.ShouldBe((17, 18));
    }

    [Theory]
    [InlineData("AIRFLOW_IMAGE", "dataspec/airflow:3.4.0-packages")]
    [InlineData("POSTGRES_IMAGE", "dataspec/postgres:19.1-packages")]
    public void An_older_version_is_refused(string key, string deployed)
    {
        _env[key] = deployed;

        var error = Should.Throw<DataSpecException>(() => Choose());

        error.ExitCode.ShouldBe(ExitCode.WrongUsage);
        error.Message.ShouldContain("is older");
        error.NextStep.ShouldNotBeNull().ShouldContain("Rollback");
    }

    [Theory]
    [InlineData("airflwo=3.3.2", "airflow")]
    [InlineData("nowhere.json", "neither")]
    public void What_is_neither_file_nor_service_is_refused(string to, string says)
    {
        var error = Should.Throw<DataSpecException>(() => Choose(to));

        error.ExitCode.ShouldBe(ExitCode.WrongUsage);
        (error.Message + error.NextStep).ShouldContain(says);
    }

    [Theory]
    [InlineData("postgres:18.6", "18.6.0.0")]
    [InlineData("postgres:18", "18.0.0.0")]
    [InlineData("grafana/alloy:v1.20.1", "1.20.1.0")]
    [InlineData("registry:5000/airflow:3.3.2-python3.12@sha256:00", "3.3.2.0")]
    [InlineData("registry:5000/airflow", null)]
    [InlineData("ours:latest", null)]
    public void The_version_is_what_a_tag_begins_with(string reference, string? version) => ImageVersion.Of(reference)?.ToString().ShouldBe(version);

    [Fact]
    public void Up_stays_on_the_version_that_a_stack_with_data_runs()
    {
        _env["AIRFLOW_IMAGE"] = "dataspec/airflow:3.2.2-packages";
        KeptImages.Of(_directory.Root, _env.GetValueOrDefault).ShouldBeEmpty();
        Directory.CreateDirectory(_directory.File("data/postgres/18/docker"));
        File.WriteAllText(_directory.File("data/postgres/18/docker/PG_VERSION"), "18\n");

        KeptImages.Of(_directory.Root, _env.GetValueOrDefault).ShouldHaveSingleItem().ShouldBe(KeyValuePair.Create("airflow", "dataspec/airflow:3.2.2-packages"));
    }

    TargetChoice Choose(params string[] to) => TargetChoice.Of(_directory.Root, to, Services, key => _env[key]);
}
