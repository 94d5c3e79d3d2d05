using DataSpec.Operations.Containers;
using DataSpec.Operations.Setup;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Setup;

public sealed class PreflightSpecs : IDisposable
{
    const long Gibibyte = 1L << 30;

    readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Two_processors_and_24_GB_are_enough() =>
        CapacityCheck.Of(new Machine(2, 24 * Gibibyte, 20 * Gibibyte), engine: null).ShouldBeEmpty();

    [Theory]
    [InlineData(1, 16, 8, "processors", false)]
    [InlineData(2, 2, 1, "memory", true)]
    [InlineData(2, 6, 4, "memory", false)]
    [InlineData(2, 16, 1, "memory", false)]
    public void Too_little_is_named(int processors, long total, long available, string id, bool hard) =>
        CapacityCheck.Of(new Machine(processors, total * Gibibyte, available * Gibibyte), engine: null)
            .ShouldContain(finding => finding.Id == id && finding.IsHard == hard);

    [Fact]
    public void The_memory_of_a_small_virtual_machine_counts_not_the_host_s() =>
        CapacityCheck.Of(new Machine(8, 64 * Gibibyte, 60 * Gibibyte), new EngineMachine(2, 2 * Gibibyte, "/var/lib/docker", TimeSpan.Zero))
            .ShouldHaveSingleItem().What.ShouldContain("2 GiB");

    [Theory]
    [InlineData("20.10.24", "2.20.0", "")]
    [InlineData("19.3.0", "2.40.3", "engine")]
    [InlineData("28.0.0", "2.19.1", "compose")]
    [InlineData("19.3.0", "2.0.0", "engine,compose")]
    public void Old_engines_and_plugins_are_refused(string engine, string compose, string expected) =>
        string.Join(
            ',',
            EngineCheck.Of(
                new SetupEngine(new EngineEndpoint("docker", null, null, false), new Version(engine), new Version(compose))).Select(finding => finding.Id))
            .ShouldBe(expected);

    [Fact]
    public void No_engine_at_all_is_one_missing_requirement_among_the_others()
    {
        var problem = new DataSpecException(ExitCode.RequirementMissing, "No container engine answers.") { NextStep = "install one" };

        EngineCheck.Of(engine: null, problem).ShouldHaveSingleItem().ShouldBe(
            new Finding("engine", "No container engine answers.", "install one", IsHard: true));
    }

    [Theory]
    [InlineData(1, false, true)]
    [InlineData(1, true, false)]
    [InlineData(5, false, false)]
    public void A_first_start_needs_more_disk_than_a_stack_that_is_there(long free, bool hasCluster, bool hard) =>
        DiskCheck.Data(
            "/data",
            new FileSystemRoom(free * Gibibyte, 100 * Gibibyte, 1_000_000, 1_000_000),
            hasCluster).ShouldHaveSingleItem().IsHard.ShouldBe(hard);

    [Fact]
    public void Few_inodes_are_named_and_file_systems_without_a_number_are_not()
    {
        DiskCheck.Data(
            "/data",
            new FileSystemRoom(50 * Gibibyte, 100 * Gibibyte, 500, 1_000_000),
            true).ShouldHaveSingleItem().Id.ShouldBe("inodes");
        DiskCheck.Data("/data", new FileSystemRoom(50 * Gibibyte, 100 * Gibibyte, 0, 0), true).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("vfat", true)]
    [InlineData("9p", true)]
    [InlineData("nfs4", true)]
    [InlineData("tmpfs", false)]
    public void An_unfit_file_system_is_named(string type, bool hard) =>
        FileSystemCheck.OfType(
            "/my disk/stack/data",
            ["/dev/sda1 / ext4 rw 0 0", $@"host:/share /my\040disk {type} rw 0 0", "x /my ext4 rw 0 0"])
            .ShouldHaveSingleItem().IsHard.ShouldBe(hard);

    [Fact]
    public void A_fit_file_system_inside_an_unfit_one_counts() =>
        FileSystemCheck.OfType("/mnt/c/stack", ["host /mnt 9p rw 0 0", "/dev/sda /mnt/c ext4 rw 0 0"]).ShouldBeEmpty();

    [Fact]
    public void Links_on_the_way_are_followed()
    {
        Directory.CreateDirectory(_directory.File("real/data"));
        Directory.CreateSymbolicLink(_directory.File("link"), _directory.File("real"));

        Posix.RealPathOf(_directory.File("link/data")).ShouldBe(_directory.File("real/data"));
    }

    [Fact]
    public void The_probe_leaves_nothing_behind()
    {
        FileSystemCheck.Probe(_directory.Path).ShouldBeNull();

        Directory.EnumerateFileSystemEntries(_directory.Path).ShouldBeEmpty();
    }

    [Fact]
    public void A_path_with_a_colon_cannot_be_mounted() =>
        FileSystemCheck.Of(new StackRoot("/tmp/a:b"), mayWrite: false).ShouldContain(finding => finding.Id == "path" && finding.IsHard);

    [Fact]
    public void A_clock_of_long_ago_is_refused() =>
        ClockCheck.Of(
            _directory.Root,
            new DateTimeOffset(2001, 1, 1, 0, 0, 0, TimeSpan.Zero),
            engine: null).ShouldHaveSingleItem().IsHard.ShouldBeTrue();

    [Fact]
    public void Files_from_the_future_and_an_engine_with_another_time_are_warnings()
    {
        File.WriteAllText(_directory.Root.EnvFile, "");

        var findings = ClockCheck.Of(
            _directory.Root,
            DateTimeOffset.UtcNow.AddHours(-1),
            new EngineMachine(2, Gibibyte, "/", TimeSpan.FromMinutes(5)));

        findings.Select(finding => finding.IsHard).ShouldBe([false, false]);
    }

    [Theory]
    [InlineData("postgres:18.6", 18)]
    [InlineData("dataspec/postgres:17.11-packages", 17)]
    [InlineData("localhost:5000/postgres:18", 18)]
    [InlineData("postgres:latest", null)]
    [InlineData("localhost:5000/postgres", null)]
    public void The_major_version_is_read_from_the_tag(string image, int? major) => ClusterCheck.MajorOf(image).ShouldBe(major);

    [Theory]
    [InlineData("postgres/17/docker", "17", true)]
    [InlineData("postgres/data", "17", true)]
    [InlineData("postgres", "17", true)]
    [InlineData("postgres/18/docker", "18", false)]
    public void A_cluster_of_another_major_version_is_refused_wherever_it_stands(string place, string version, bool refused)
    {
        var cluster = Path.Combine(_directory.Root.Data, place);
        Directory.CreateDirectory(cluster);
        File.WriteAllText(Path.Combine(cluster, "PG_VERSION"), version + "\n");

        ClusterCheck.Of(_directory.Root, "postgres:18.6", 18).Any().ShouldBe(refused);
    }

    [Theory]
    [InlineData("postgres:17.11", 17, false, null)]
    [InlineData("postgres:latest", 18, false, null)]
    [InlineData("postgres:17.11", 18, false, "Set POSTGRES_MAJOR=17")]
    [InlineData("postgres:18.6", 17, true, "./build.sh Upgrade")]
    public void Image_and_directory_must_be_of_one_major_version(string image, int major, bool hasCluster, string? remedy)
    {
        if (hasCluster)
        {
            var cluster = Directory.CreateDirectory(Path.Combine(_directory.Root.Data, "postgres/17/docker")).FullName;
            File.WriteAllText(Path.Combine(cluster, "PG_VERSION"), "17\n");
        }

        var findings = ClusterCheck.Of(_directory.Root, image, major).ToArray();

        findings.Length.ShouldBe(remedy is null ? 0 : 1);
        if (remedy is not null)
            findings[0].Remedy.ShouldContain(remedy);
    }

    [Fact]
    public void A_directory_that_initdb_has_not_filled_is_no_cluster()
    {
        Directory.CreateDirectory(Path.Combine(_directory.Root.Data, "postgres/18/docker"));

        PostgresCluster.In(_directory.Root).ShouldBeEmpty();
    }
}
