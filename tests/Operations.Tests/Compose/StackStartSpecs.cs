using DataSpec.Operations.Compose;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Compose;

/// <summary>Two of the stack's secrets are words that the engine's answers contain, as a password made by hand may be.</summary>
public sealed class StackStartSpecs : IDisposable
{
    readonly FakeEngine _engine = new FakeEngine()
        .With("setup", oneShot: true)
        .With("postgres", needs: ("setup", "service_completed_successfully"))
        .With("db-roles", oneShot: true, ("postgres", "service_healthy"))
        .With("airflow-apiserver", needs: ("db-roles", "service_completed_successfully"))
        .With("airflow-dag-processor", needs: ("db-roles", "service_completed_successfully"))
        .With("airflow-scheduler", needs: ("airflow-apiserver", "service_healthy"));
    readonly FakeRecords _records = new();
    readonly RecordingProgress _progress = new();
    readonly FastTime _time = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task A_cold_start_follows_what_services_need()
    {
        await UpAsync();

        _engine.Calls.Take(4).ShouldBe(["run setup", "up postgres", "run db-roles", "up airflow-apiserver"]);
        _engine.Calls[^1].ShouldBe("up airflow-scheduler");
        _engine.Calls.Count.ShouldBe(6);
    }

    [Fact]
    public async Task Missing_containers_are_created_ahead_and_started_in_their_turn()
    {
        await UpAsync();

        _engine.Created.ShouldBe(["postgres", "db-roles", "airflow-apiserver", "airflow-dag-processor", "airflow-scheduler"], ignoreOrder: true);
    }

    [Fact]
    public async Task What_was_created_ahead_for_a_one_shot_that_is_not_due_is_removed()
    {
        await UpAsync();
        await _engine.Project.DownAsync(volumes: false, Ct);
        var calls = _engine.Calls.Count;

        await UpAsync();

        _engine.Calls.Skip(calls).ShouldNotContain("run db-roles");
        _engine.Created.Count(service => service is "db-roles").ShouldBe(2);
        (await _engine.Project.ReadContainersAsync("db-roles", Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Where_none_can_be_created_ahead_each_is_in_its_turn()
    {
        _engine.RefusesToCreate = true;

        await UpAsync();

        _engine.Calls.Count(call => call.StartsWith("up ", StringComparison.Ordinal)).ShouldBe(4);
    }

    [Fact]
    public async Task A_created_container_that_does_not_start_is_left_to_compose()
    {
        _engine.Unstartable.Add("postgres");

        (await UpAsync()).Services.Single(service => service.Name is "postgres").Outcome.ShouldBe(ServiceOutcome.Created);
    }

    [Fact]
    public async Task What_a_killed_run_only_created_is_started()
    {
        _engine.Running("postgres", status: "created").Running("airflow-scheduler", status: "created");

        var result = await UpAsync();

        result.Services.Where(service => service.Outcome is ServiceOutcome.Started).Select(service => service.Name).ShouldBe(["postgres", "airflow-scheduler"]);
        _engine.Created.ShouldBe(["airflow-apiserver", "airflow-dag-processor"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_second_start_changes_nothing()
    {
        await UpAsync();
        var calls = _engine.Calls.Count;
        MakeHealthy();

        (await UpAsync()).ChangedNothing.ShouldBeTrue();
        _engine.Calls.Count.ShouldBe(calls);
    }

    [Fact]
    public async Task A_one_shot_without_its_mark_runs_again_and_nothing_else_does()
    {
        await UpAsync();
        var calls = _engine.Calls.Count;
        MakeHealthy();
        _records.Marks.TryRemove("db-roles", out _).ShouldBeTrue();

        await UpAsync();

        _engine.Calls.Skip(calls).ShouldBe(["run db-roles"]);
    }

    [Fact]
    public async Task What_somebody_paused_goes_on_and_nothing_else_changes()
    {
        await UpAsync();
        var calls = _engine.Calls.Count;
        MakeHealthy();
        _engine.Running("airflow-apiserver", status: "paused");

        await UpAsync();

        _engine.Calls.Skip(calls).ShouldBe(["unpause airflow-apiserver"]);
    }

    [Fact]
    public async Task What_needs_a_failed_one_shot_is_not_started_and_the_cause_is_told_with_its_words()
    {
        _engine.Failing["db-roles"] = "FATAL: something specific";

        var error = await Should.ThrowAsync<DataSpecException>(UpAsync);

        error.Message.ShouldContain("db-roles ended with exit code 1");
        error.Message.ShouldContain("FATAL: something specific");
        error.Message.ShouldContain("airflow-apiserver was not started: it needs db-roles");
        _engine.Calls.ShouldBe(["run setup", "up postgres", "run db-roles"]);
    }

    [Fact]
    public async Task A_failed_one_shot_leaves_no_mark_but_finished_ones_do()
    {
        _engine.Failing["db-roles"] = "no";

        await Should.ThrowAsync<DataSpecException>(UpAsync);

        _records.Marks.Keys.ShouldBe(["setup"]);
    }

    [Fact]
    public async Task Services_that_do_not_need_the_failed_one_come_up()
    {
        _engine.Crashing.Add("airflow-apiserver");

        var error = await Should.ThrowAsync<DataSpecException>(UpAsync);

        error.Message.ShouldContain("airflow-apiserver ended with exit code 1");
        error.Message.ShouldContain("last words with ***");
        error.NextStep.ShouldBe("./build.sh Logs --service airflow-apiserver");
        _engine.Calls.ShouldContain("up airflow-dag-processor");
        _engine.Calls.ShouldNotContain("up airflow-scheduler");
    }

    [Fact]
    public async Task A_service_that_never_gets_healthy_is_given_up_after_its_time_with_what_its_check_says()
    {
        _engine.Ill.Add("airflow-apiserver");

        var error = await Should.ThrowAsync<DataSpecException>(UpAsync);

        error.Message.ShouldContain("airflow-apiserver is not healthy after 300 s");
        error.Message.ShouldContain("not yet");
    }

    [Fact]
    public async Task What_needs_a_replaced_service_is_stopped_before_it_scheduler_first()
    {
        await UpAsync();
        var calls = _engine.Calls.Count;
        MakeHealthy();
        _engine.Running("airflow-apiserver", hash: "old");
        _engine.OnCall = call =>
        {
            if (call is "kill airflow-scheduler")
                _engine.End("airflow-scheduler");
        };

        await UpAsync();

        _engine.Calls.Skip(calls).ShouldBe(["kill airflow-scheduler", "stop airflow-apiserver", "up airflow-apiserver", "up airflow-scheduler"]);
    }

    [Fact]
    public async Task What_no_active_profile_contains_is_stopped_and_removed_and_nothing_else_is_touched()
    {
        await UpAsync();
        var calls = _engine.Calls.Count;
        MakeHealthy();
        _engine.Running("superset");

        await UpAsync();

        _engine.Calls.Skip(calls).ShouldBe(["stop superset", "rm superset"]);
    }

    [Fact]
    public async Task What_an_interrupted_one_shot_left_is_removed_before_it_runs_again()
    {
        _engine.Running("setup", oneOff: true);

        await UpAsync();

        _engine.Calls.Take(2).ShouldBe(["rm setup-once", "run setup"]);
    }

    [Fact]
    public async Task A_refused_password_is_told_once_and_nothing_is_stopped_or_started()
    {
        foreach (var service in new[] { "postgres", "airflow-apiserver" })
            _engine.Running(service, hash: "changed");
        _records.Refusal = new PasswordRefusedException("Postgres refuses POSTGRES_PASSWORD");

        var error = await Should.ThrowAsync<DataSpecException>(UpAsync);

        error.Message.Split("Postgres refuses").Length.ShouldBe(2);
        _engine.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cancelled_start_ends_as_cancelled()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => Start().RunAsync(new StackStartOptions { FingerprintKey = "key" }, source.Token));

        _engine.Calls.ShouldBeEmpty();
    }

    void MakeHealthy()
    {
        foreach (var service in new[] { "postgres", "airflow-apiserver", "airflow-dag-processor", "airflow-scheduler" })
            _engine.Running(service);
    }

    Task<StackStartResult> UpAsync() => Start().RunAsync(new StackStartOptions { FingerprintKey = "key" }, Ct);

    StackStart Start()
    {
        var drain = new DrainMark(_engine.Root, _time);
        var stop = new StackStop(_engine.Project, _records, drain, _progress, _time);
        return new StackStart(_engine.Project, _records, stop, drain, _progress, _time);
    }
}
