using System.Collections.Immutable;
using DataSpec.Operations.Upgrades.Outdated;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Outdated;

public sealed class OutdatedOperationSpecs : IDisposable
{
    readonly FeedServer _server = new();
    readonly TemporaryDirectory _folder = new();
    readonly HttpClient _http = new();

    public OutdatedOperationSpecs()
    {
        Directory.CreateDirectory(_folder.Root.ComposeDirectory);
        Directory.CreateDirectory(_folder.Root.Airflow);
        File.WriteAllText(_folder.Root.ImagesLock, """
            {"services": {
              "postgres": {"variable": "POSTGRES_IMAGE", "repository": "postgres", "tag": "17.11", "digest": "sha256:5a5a84b19854a9ff", "state": "supported"},
              "postgres-17": {"variable": null, "repository": "postgres", "tag": "17.11", "digest": null, "state": "supported"},
              "airflow": {"variable": "AIRFLOW_IMAGE", "repository": "apache/airflow", "tag": "3.3.2-python3.12", "digest": null, "state": "supported",
                "layer": {"reference": "r", "folder": "f", "requirements": "airflow/requirements.txt"}}}}
            """);
        File.Copy(UpgradeNotes.FileIn(new StackRoot(Repository.Directory)), UpgradeNotes.FileIn(_folder.Root));
        File.WriteAllText(Path.Combine(_folder.Root.Airflow, "requirements.txt"), "# pins\ndlt[postgres]==1.31.0\nPy_Arrow==18.1.0  # why\nloose>=1\n");
        _server.Answer = ask => ask.Target switch
        {
            "/v2/library/postgres/tags/list?n=1000" => new(200, """{"tags":["17.11","17.12","18.7","18","latest"]}"""),
            "/v2/apache/airflow/tags/list?n=1000" => new(200, """{"tags":["3.3.2-python3.12","3.3.3"]}"""),
            "/repos/apache/airflow/releases?per_page=100" => new(200, """[{"tag_name":"3.3.3"}]"""),
            "/pypi/dlt/json" => new(200, """{"info":{"version":"1.32.0","yanked":false}}"""),
            "/pypi/py-arrow/json" => new(503),
            _ => new(404),
        };
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _http.Dispose();
        _server.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_image_and_pin_has_its_running_locked_and_newest_version()
    {
        var result = await RunAsync(new(
            ImmutableDictionary<string, RunningVersion>.Empty.Add("postgres", new("17.10", "sha256:old")),
            ImmutableDictionary<(string, string), string>.Empty.Add(("airflow", "dlt"), "1.30.0"), null));

        result.IsOffline.ShouldBeFalse();
        var postgres = result.Images.Single(image => image.Service == "postgres");
        (postgres.Running?.Version, postgres.Locked, postgres.NewestOfMajor, postgres.Newest, postgres.State).ShouldBe(("17.10", "17.11", "17.12", "18.7", OutdatedState.Update));
        postgres.EndOfLife.ShouldBe(new DateOnly(2029, 11, 8));
        postgres.Notes.ShouldContain(note => note.What.Contains("pg_upgrade"));
        var airflow = result.Images.Single(image => image.Service == "airflow");
        (airflow.Running, airflow.Newest, airflow.Released, airflow.State).ShouldBe((null, "3.3.2-python3.12", "3.3.3", OutdatedState.Current));
        result.Packages.Select(package => (package.Package, package.Running, package.Locked, package.Newest, package.State)).ShouldBe(
            [("dlt", "1.30.0", "1.31.0", "1.32.0", OutdatedState.Update), ("py-arrow", null, "18.1.0", null, OutdatedState.Unknown)]);
        result.Packages[1].Problem.ShouldBe("127.0.0.1 answered 503");
        result.Images.Length.ShouldBe(2, "an image that no service runs is none to upgrade");
    }

    [Fact]
    public async Task Offline_it_shows_what_it_knew_with_its_age()
    {
        await RunAsync(RunningVersions.Unknown("no engine"));
        _server.Dispose();

        var result = await RunAsync(RunningVersions.Unknown("no engine"));

        result.IsOffline.ShouldBeTrue();
        result.Images[0].ShouldSatisfyAllConditions(image => image.Newest.ShouldBe("18.7"), image => image.AsOf.ShouldNotBeNull(), image => image.Problems.ShouldBe(["127.0.0.1 cannot be reached"]));
        result.Problems.ShouldBe(["no engine"]);
    }

    [Fact]
    public async Task A_machine_that_was_never_online_still_gets_its_table()
    {
        _server.Dispose();

        var result = await RunAsync(RunningVersions.Unknown("no engine"));

        result.IsOffline.ShouldBeTrue();
        result.Images.ShouldAllBe(image => image.Newest == null && image.State == OutdatedState.Unknown && image.AsOf == null);
    }

    Task<OutdatedResult> RunAsync(RunningVersions running) => new OutdatedOperation(
        _folder.Root,
        new VersionFeed(_http, new FeedMemory(_folder.File("cache")), TimeProvider.System, new FeedLimits { Timeout = TimeSpan.FromSeconds(5), Fresh = TimeSpan.Zero }),
        _server.Addresses, token: null, TimeProvider.System).RunAsync(running, allPackages: false, Ct);
}
