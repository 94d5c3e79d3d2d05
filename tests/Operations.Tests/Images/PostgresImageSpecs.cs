using DataSpec.Operations.Tests.Containers;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Images;

/// <summary>The contract of the official Postgres image, on the images built from packages.</summary>
[Trait("kind", "integration")]
public sealed class PostgresImageSpecs : IDisposable
{
    const string Postgres18 = "dataspec/postgres:18.6-packages";
    const string Postgres17 = "dataspec/postgres:17.12-packages";

    readonly TemporaryDirectory _folder = new();

    [Theory]
    [InlineData(Postgres18, "/var/lib/postgresql/18/docker", "/var/lib/postgresql")]
    [InlineData(Postgres17, "/var/lib/postgresql/data", "/var/lib/postgresql/data")]
    public async Task User_data_directory_volume_signal_port_and_locale_are_the_official_ones(string image, string data, string volume)
    {
        await using var engine = await LiveEngine.WithAsync(image);
        (await engine.RunAsync(image, "sh", "-c", "id -u postgres; id -g postgres; echo $PGDATA; echo $LANG; locale -a")).StandardOutput.Split('\n')
            .ShouldBe(["999", "999", data, "en_US.utf8", "C", "C.utf8", "en_US.utf8", "POSIX"]);
        var config = await engine.DockerAsync("image", "inspect", "--format", "{{json .Config.Volumes}} {{.Config.StopSignal}} {{json .Config.ExposedPorts}}", image);
        config.StandardOutput.Trim().ShouldBe($$$"""{"{{{volume}}}":{}} SIGINT {"5432/tcp":{}}""");
    }

    [Theory]
    [InlineData(Postgres18)]
    [InlineData(Postgres17)]
    public async Task A_first_start_makes_user_and_database_and_runs_the_init_files_before_the_port_answers(string image)
    {
        await using var engine = await LiveEngine.WithAsync(image);
        Init("1.sql", "CREATE TABLE seen (who text); INSERT INTO seen VALUES (current_user || '@' || current_database()); SELECT pg_sleep(2);");
        // The port is asked from within the init phase itself: nothing may answer there yet, though the socket does.
        Init("2.sh", "pg_isready -q -h 127.0.0.1 && echo PORT-ANSWERED-TOO-EARLY; pg_isready -q && echo socket-answers; true");
        var name = await engine.StartAsync(
            "-e", "POSTGRES_PASSWORD=p w'$", "-e", "POSTGRES_USER=datafoundry", "-e", "POSTGRES_DB=house", "-v", $"{InitFolder}:/docker-entrypoint-initdb.d:ro",
            image, "postgres", "-c", "shared_buffers=24MB", "-c", "cluster_name=two words");
        await engine.EventuallyAsync("exec", name, "pg_isready", "-h", "127.0.0.1", "-U", "datafoundry", "-d", "house");

        var rows = await engine.DockerAsync(
            "exec", name, "psql", "-U", "datafoundry", "-d", "house", "-tAc", "SELECT who, current_setting('shared_buffers'), current_setting('cluster_name') FROM seen");
        rows.StandardOutput.Trim().ShouldBe("datafoundry@house|24MB|two words");
        var logs = await engine.LogsAsync(name);
        logs.ShouldContain("socket-answers");
        logs.ShouldNotContain("PORT-ANSWERED-TOO-EARLY");
        logs.ShouldNotContain("p w'$");
        (await engine.DockerAsync("exec", "-e", "PGPASSWORD=p w'$", name, "psql", "-h", "127.0.0.1", "-U", "datafoundry", "-d", "house", "-c", "SELECT 1")).Succeeded.ShouldBeTrue();
        (await engine.DockerAsync("exec", name, "stat", "-c", "%U", "/proc/1/cmdline")).StandardOutput.Trim().ShouldBe("postgres");

        (await engine.DockerAsync("restart", name)).EnsureSuccess();
        await engine.EventuallyAsync("exec", name, "pg_isready", "-h", "127.0.0.1");
        (await engine.LogsAsync(name)).ShouldContain("appears to contain a database; Skipping initialization");
    }

    [Fact]
    public async Task A_password_from_a_file_works_and_both_forms_are_refused()
    {
        await using var engine = await LiveEngine.WithAsync(Postgres18);
        File.WriteAllText(_folder.File("secret"), "from-file\n");
        var both = await engine.RunAsync(
            "-v", $"{_folder.File("secret")}:/run/secret:ro", "-e", "POSTGRES_PASSWORD=x", "-e", "POSTGRES_PASSWORD_FILE=/run/secret", Postgres18);
        both.ExitCode.ShouldBe(1);
        both.StandardError.ShouldContain("both POSTGRES_PASSWORD and POSTGRES_PASSWORD_FILE are set");

        // initdb trusts 127.0.0.1 as the official image does: the password shows over the container's own address.
        var name = await engine.StartAsync("-v", $"{_folder.File("secret")}:/run/secret:ro", "-e", "POSTGRES_PASSWORD_FILE=/run/secret", Postgres18);
        await engine.EventuallyAsync("exec", name, "pg_isready", "-h", "127.0.0.1");
        (await LogInAsync(engine, name, "from-file")).ShouldBeTrue();
        (await LogInAsync(engine, name, "wrong")).ShouldBeFalse();
    }

    [Fact]
    public async Task Without_a_password_nothing_is_initialised()
    {
        await using var engine = await LiveEngine.WithAsync(Postgres18);
        var result = await engine.RunAsync(Postgres18);
        result.ExitCode.ShouldBe(1);
        result.StandardError.ShouldContain("superuser password is not specified");
    }

    [Fact]
    public async Task Postgres_18_refuses_a_mount_where_17_had_its_data()
    {
        await using var engine = await LiveEngine.WithAsync(Postgres18);
        var result = await engine.RunAsync("-v", $"{DataFolder}:/var/lib/postgresql/data", "-e", "POSTGRES_PASSWORD=x", Postgres18);
        result.ExitCode.ShouldBe(1);
        result.StandardError.ShouldContain("unused mount/volume");
        Directory.EnumerateFileSystemEntries(DataFolder).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("PG_VERSION")]
    [InlineData("data/PG_VERSION")]
    [InlineData("17/docker/PG_VERSION")]
    public async Task Postgres_18_refuses_a_volume_that_holds_an_older_cluster(string place)
    {
        await using var engine = await LiveEngine.WithAsync(Postgres18);
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(DataFolder, place))!);
        File.WriteAllText(Path.Combine(DataFolder, place), "17\n");
        var result = await engine.RunAsync("-v", $"{DataFolder}:/var/lib/postgresql", "-e", "POSTGRES_PASSWORD=x", Postgres18);
        result.ExitCode.ShouldBe(1);
        result.StandardError.ShouldContain("PostgreSQL 17");
        File.Exists(Path.Combine(DataFolder, "18/docker/PG_VERSION")).ShouldBeFalse();
    }

    [Fact]
    public async Task Only_the_data_directory_changes_its_owner_not_the_parents()
    {
        await using var engine = await LiveEngine.WithAsync(Postgres18);
        File.SetUnixFileMode(DataFolder, (UnixFileMode)Convert.ToInt32("755", 8));
        var name = await engine.StartAsync("-v", $"{DataFolder}:/var/lib/postgresql", "-e", "POSTGRES_PASSWORD=x", Postgres18);
        await engine.EventuallyAsync("exec", name, "pg_isready", "-h", "127.0.0.1");
        (await engine.DockerAsync("exec", name, "stat", "-c", "%u %a", "/var/lib/postgresql", "/var/lib/postgresql/18/docker")).StandardOutput.Split('\n')
            .ShouldBe(["0 755", "999 700"]);
    }

    [Fact]
    public async Task A_bare_user_id_can_make_a_cluster()
    {
        await using var engine = await LiveEngine.WithAsync(Postgres18);
        var name = await engine.StartAsync("--user", "4321:4321", "--tmpfs", "/var/lib/postgresql:mode=0777", "-e", "POSTGRES_PASSWORD=x", Postgres18);
        await engine.EventuallyAsync("exec", name, "pg_isready", "-h", "127.0.0.1", "-U", "postgres");
        (await engine.DockerAsync("exec", name, "id", "-u")).StandardOutput.Trim().ShouldBe("4321");
    }

    [Fact]
    public async Task Another_program_runs_as_it_is()
    {
        await using var engine = await LiveEngine.WithAsync(Postgres18);
        (await engine.RunAsync(Postgres18, "postgres", "--version")).StandardOutput.ShouldContain("18.");
        (await engine.RunAsync("--entrypoint", "sh", Postgres18, "-c", "id -u")).StandardOutput.Trim().ShouldBe("0");
    }

    public void Dispose() => _folder.Dispose();

    string InitFolder => Directory.CreateDirectory(_folder.File("init")).FullName;

    string DataFolder => Directory.CreateDirectory(_folder.File("data")).FullName;

    void Init(string name, string text) => File.WriteAllText(Path.Combine(InitFolder, name), text);

    static async Task<bool> LogInAsync(LiveEngine engine, string name, string password) =>
        (await engine.DockerAsync(
            "exec", "-e", $"PGPASSWORD={password}", name, "sh", "-c", "psql -h $(hostname -i) -U postgres -c 'SELECT 1'")).Succeeded;
}
