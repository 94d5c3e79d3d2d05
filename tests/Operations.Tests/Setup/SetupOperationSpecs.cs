using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Setup;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Setup;

public sealed class SetupOperationSpecs : IDisposable
{
    readonly TemporaryDirectory _directory = new();
    readonly Dictionary<string, string> _environment = new() { ["POSTGRES_PORT"] = "39571", ["AIRFLOW_PORT"] = "39572", ["COMPOSE_PROFILES"] = "triggerer" };

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_first_run_makes_settings_directories_and_credentials()
    {
        var result = await Run();

        File.GetUnixFileMode(_directory.Root.EnvFile).ShouldBe(EnvFile.PrivateMode);
        File.ReadAllText(_directory.Root.Credentials).ShouldContain(result.Settings.Airflow.AdminPassword.Reveal());
        Directory.Exists(_directory.File("data/airflow/logs")).ShouldBeTrue();
        result.Changes.Select(change => change.Subject).ShouldBe(
            [".env", .. DataDirectories.Layout(50000).Select(directory => directory.Name), "data/credentials.txt"]);
    }

    [Fact]
    public async Task A_second_run_changes_nothing()
    {
        await Run();
        var before = Snapshot();

        var result = await Run();

        result.Changes.Where(change => !result.LeftToContainer.Contains(change.Subject)).ShouldBeEmpty();
        Snapshot().ShouldBe(before);
    }

    [Fact]
    public async Task A_dry_run_tells_the_same_changes_and_makes_none()
    {
        var told = await Run(dryRun: true);

        Snapshot().ShouldBeEmpty();
        (await Run()).Changes.ShouldBe(told.Changes);
    }

    [Fact]
    public async Task Changes_name_no_secret()
    {
        var result = await Run();

        var text = string.Join('\n', result.Changes);
        result.Settings.Secrets.ShouldAllBe(secret => !text.Contains(secret.Reveal()));
    }

    [Fact]
    public async Task Directories_get_the_owners_of_their_services()
    {
        Assert.SkipUnless(Posix.EffectiveUser == 0, "only root can give directories away");

        await Run();

        Posix.OwnerOf(_directory.File("data/airflow/logs"))!.ToString().ShouldBe("owner 50000:0, mode 2775");
        Posix.OwnerOf(_directory.File("data/pgadmin"))!.ToString().ShouldBe("owner 5050:5050, mode 0700");
        Posix.OwnerOf(_directory.File("data/postgres"))!.ToString().ShouldBe("owner 999:999, mode 0755");
    }

    [Fact]
    public async Task A_wrong_owner_is_corrected_and_what_is_inside_is_left_alone()
    {
        Assert.SkipUnless(Posix.EffectiveUser == 0, "only root can give directories away");
        await Run();
        var inside = _directory.File("data/superset/file");
        File.WriteAllText(inside, "");
        Posix.Own(_directory.File("data/superset"), 4711, 4711);

        var result = await Run();

        result.Changes.Single().Subject.ShouldBe("data/superset");
        Posix.OwnerOf(_directory.File("data/superset"))!.User.ShouldBe(1000u);
        Posix.OwnerOf(inside)!.User.ShouldBe(0u);
    }

    [Fact]
    public async Task A_lost_env_with_a_cluster_still_there_is_refused_before_new_passwords_are_made()
    {
        Directory.CreateDirectory(_directory.File("data/postgres/18/docker"));
        File.WriteAllText(_directory.File("data/postgres/18/docker/PG_VERSION"), "18\n");

        var error = await Should.ThrowAsync<DataSpecException>(() => Run());

        error.ExitCode.ShouldBe(ExitCode.RequirementMissing);
        error.Message.ShouldContain("POSTGRES_PASSWORD and AIRFLOW_FERNET_KEY");
        error.NextStep.ShouldNotBeNull().ShouldContain("Put the old .env back");
        File.Exists(_directory.Root.EnvFile).ShouldBeFalse();
    }

    [Fact]
    public async Task All_missing_requirements_are_told_together()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        _environment["POSTGRES_PORT"] = $"{((System.Net.IPEndPoint)listener.LocalEndpoint).Port}";
        File.WriteAllText(_directory.Root.EnvFile, EnvPlan.For(EnvDocument.Empty, _environment, DateTimeOffset.UnixEpoch).Document.Text);
        Directory.CreateDirectory(_directory.File("data/postgres/17/docker"));
        File.WriteAllText(_directory.File("data/postgres/17/docker/PG_VERSION"), "17\n");

        var error = await Should.ThrowAsync<DataSpecException>(() => Run());

        error.ExitCode.ShouldBe(ExitCode.RequirementMissing);
        error.Message.ShouldContain("ports: Port");
        error.Message.ShouldContain("cluster: ");
        Directory.Exists(_directory.File("data/airflow")).ShouldBeFalse();
    }

    [Fact]
    public async Task Open_modes_and_overrides_are_warnings()
    {
        await Run();
        File.SetUnixFileMode(_directory.Root.EnvFile, (UnixFileMode)0x1A4);
        _environment["NYC_TAXI_MONTHS"] = "2023-01";

        var result = await Run();

        result.Warnings.ShouldContain(finding => finding.Id == "privacy" && finding.Remedy.Contains("chmod 600"));
        result.Warnings.ShouldContain(finding => finding.Id == "environment" && finding.What.Contains("NYC_TAXI_MONTHS"));
    }

    Task<SetupResult> Run(bool dryRun = false) =>
        new SetupOperation(_directory.Root, new ProcessRunner(TimeProvider.System), TimeProvider.System, _environment)
            .RunAsync(new SetupOptions(dryRun, Engine: null), new SilentSink(), TestContext.Current.CancellationToken);

    /// <summary>Every file with its content, every directory by name.</summary>
    string[] Snapshot() =>
        [.. new DirectoryInfo(_directory.Path).EnumerateFileSystemInfos("*", SearchOption.AllDirectories)
            .Select(
                entry => entry is FileInfo file ? $"{file.FullName} {file.LastWriteTimeUtc:O} {File.ReadAllText(file.FullName)}" : entry.FullName).Order()];
}
