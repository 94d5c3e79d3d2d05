using DataSpec.Operations.Secrets;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Secrets;

public sealed class CredentialsFileSpecs : IDisposable
{
    readonly TemporaryDirectory _directory = new();
    readonly EnvDocument _document = EnvPlan.For(EnvDocument.Empty, new Dictionary<string, string>(), DateTimeOffset.UnixEpoch).Document;

    public CredentialsFileSpecs() => Directory.CreateDirectory(_directory.Root.Data);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void It_shows_the_values_in_force_to_its_owner_alone()
    {
        Credentials.Write(Settings(_document)).ShouldBeTrue();

        var text = File.ReadAllText(Credentials.Path);
        text.ShouldContain(_document["AIRFLOW_ADMIN_PASSWORD"]!);
        text.ShouldContain("http://127.0.0.1:8080");
        File.GetUnixFileMode(Credentials.Path).ShouldBe(EnvFile.PrivateMode);
    }

    [Fact]
    public void It_is_written_again_only_when_something_changed()
    {
        Credentials.Write(Settings(_document));

        Credentials.Write(Settings(_document)).ShouldBeFalse();
        Credentials.Write(Settings(_document.With("AIRFLOW_PORT", "18080"))).ShouldBeTrue();
        File.ReadAllText(Credentials.Path).ShouldContain(":18080");
    }

    [Fact]
    public void A_part_that_is_off_is_not_listed_and_one_that_runs_is()
    {
        var all = CredentialsFile.Render(Settings(_document));
        var bi = CredentialsFile.Render(Settings(_document.With("COMPOSE_PROFILES", "bi")));

        all.ShouldContain(_document["GRAFANA_ADMIN_PASSWORD"]!);
        all.ShouldContain(_document["PGADMIN_PASSWORD"]!);
        bi.ShouldNotContain("Grafana");
        bi.ShouldNotContain("pgAdmin");
        bi.ShouldContain("http://127.0.0.1:8088");
    }

    [Fact]
    public void It_holds_no_key_that_only_programs_need() =>
        CredentialsFile.Render(Settings(_document)).ShouldNotContain(_document["AIRFLOW_FERNET_KEY"]!);

    CredentialsFile Credentials => new(_directory.Root);

    StackSettings Settings(EnvDocument document) =>
        new StackSettingsReader(_directory.Root, new Dictionary<string, string>()).Read(document);
}
