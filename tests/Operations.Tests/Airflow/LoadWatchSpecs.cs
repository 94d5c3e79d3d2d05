using System.Collections.Immutable;
using System.Net;
using DataSpec.Operations.Airflow;
using DataSpec.Operations.Tests.Compose;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Airflow;

public sealed class LoadWatchSpecs : IDisposable
{
    const string Run = "api/v2/dags/nyc_taxi/dagRuns/seed__1";

    readonly FakeAirflow _airflow = new();
    readonly FakeLoads _loads = new();
    readonly RecordingProgress _progress = new();
    readonly HttpClient _http;

    public LoadWatchSpecs() => _http = new HttpClient(_airflow);

    FakeAirflow WithScheduler(string health) => _airflow.On("api/v2/monitor/health", $$$"""{"scheduler":{"status":"{{{health}}}"}}""");

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static DagRun Running => new("nyc_taxi", "seed__1", "running", null, null);

    [Fact]
    public async Task A_load_that_ends_well_gives_the_counts_and_said_what_ran()
    {
        WithScheduler("healthy").On($"{Run}/taskInstances", Tasks("fetch", "running")).On($"{Run}/taskInstances", Tasks("load", "up_for_retry"))
            .On(Run, State("running")).On(Run, State("running")).On(Run, State("running")).On(Run, State("success"));
        _loads.Add(rows: 5, fileRows: 5, inTable: 5);

        var result = await WatchAsync();

        result.Tables.ShouldHaveSingleItem().Rows.ShouldBe(5);
        _progress.About("nyc_taxi").ShouldBe(["fetch running", "load waits for try 2"]);
    }

    [Fact]
    public async Task A_load_whose_scheduler_died_is_not_waited_for_for_ever()
    {
        WithScheduler("unhealthy").On($"{Run}/taskInstances", Tasks("load", "running")).On(Run, State("running"));

        var error = await Should.ThrowAsync<DataSpecException>(() => WatchAsync());

        error.ExitCode.ShouldBe(ExitCode.VerificationFailed);
        error.Message.ShouldContain("scheduler");
    }

    [Fact]
    public async Task A_table_that_differs_from_its_files_fails_the_verification()
    {
        _loads.Add(rows: 5, fileRows: 5, inTable: 4);
        var error = await Should.ThrowAsync<DataSpecException>(() => WatchAsync(Running with { State = "success" }));
        error.ExitCode.ShouldBe(ExitCode.VerificationFailed);
        error.Message.ShouldBe("nyc_taxi.yellow_trips has 4 rows, its files have 5.");
    }

    [Fact]
    public async Task A_failed_load_tells_the_one_line_that_it_recorded()
    {
        _loads.Add(rows: null, fileRows: 0, inTable: 0, reason: "yellow_tripdata_2031-01.parquet is not published yet");
        var error = await Should.ThrowAsync<DataSpecException>(() => WatchAsync(Running with { State = "failed" }));
        error.Message.ShouldBe("The load 'seed__1' failed: yellow_tripdata_2031-01.parquet is not published yet");
        error.LeftAsItWas.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_load_that_failed_before_it_recorded_anything_tells_the_error_of_its_log()
    {
        _airflow.On($"{Run}/taskInstances", Tasks("fetch", "failed"))
            .On($"{Run}/taskInstances/fetch/logs/1?full_content=true", """{"content":[{"event":"begins"},{"event":"ImportError: no dlt"},{"event":"bye"}]}""");
        var error = await Should.ThrowAsync<DataSpecException>(() => WatchAsync(Running with { State = "failed" }));
        error.Message.ShouldContain("ImportError: no dlt");
    }

    [Fact]
    public async Task The_first_load_is_not_waited_for_where_all_tables_are_loaded()
    {
        _loads.Add(rows: 5, fileRows: 5, inTable: 5);
        (await FirstAsync()).ShouldBeNull();
        _airflow.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dag_file_that_fails_ends_the_wait_for_the_first_load_with_its_reason()
    {
        _airflow.On("api/v2/dags/nyc_taxi/dagRuns?order_by=-run_after&limit=1", HttpStatusCode.NotFound, "{}")
            .On("api/v2/importErrors", """{"import_errors":[{"filename":"nyc_taxi.py","stack_trace":"NameError: y"}]}""");
        (await Should.ThrowAsync<DataSpecException>(FirstAsync)).Message.ShouldBe("Airflow cannot load 'nyc_taxi.py': NameError: y");
    }

    public void Dispose()
    {
        _http.Dispose();
        _airflow.Dispose();
    }

    AirflowClient Client => new(new AirflowApi(_http, new AirflowLogin(new Uri("http://127.0.0.1:8080"), "admin", "secret"), new FastTime()));

    LoadWatch Watch => new(Client, _loads, _progress, new FastTime());

    Task<LoadResult?> FirstAsync() => new FirstLoad(Client, _loads, Watch, new SeedOperation(Client, Watch, _progress, new FastTime()), _progress, new FastTime()).RunAsync(Ct);

    Task<LoadResult> WatchAsync(DagRun? run = null) => Watch.UntilEndedAsync(run ?? Running, Ct);

    static string State(string state) => $$"""{"dag_id":"nyc_taxi","dag_run_id":"seed__1","state":"{{state}}"}""";

    static string Tasks(string task, string state) => $$"""{"task_instances":[{"task_id":"{{task}}","state":"{{state}}","try_number":1}]}""";

    sealed class FakeLoads : ILoadRecords
    {
        readonly List<LoadRecord> _records = [];
        long _inTable;

        public void Add(long? rows, long fileRows, long inTable, string? reason = null)
        {
            _records.Add(new LoadRecord("seed__1", "nyc_taxi.yellow_trips", ["2024-01"], reason is null ? "succeeded" : "failed", rows, fileRows, 1, null, reason));
            _inTable = inTable;
        }

        public Task<ImmutableArray<LoadRecord>> ReadRunAsync(string run, CancellationToken ct) => Task.FromResult(_records.ToImmutableArray());

        public Task<ImmutableArray<LoadRecord>> ReadLastAsync(CancellationToken ct) => Task.FromResult(_records.ToImmutableArray());

        public Task<bool> HasLoadedAsync(CancellationToken ct) => Task.FromResult(_records.Any(record => record.Status is "succeeded"));

        public Task<long> CountAsync(string table, CancellationToken ct) => Task.FromResult(_inTable);
    }
}
