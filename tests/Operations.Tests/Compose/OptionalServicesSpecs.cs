using DataSpec.Operations.Compose;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Compose;

/// <summary>A stack with a log store, what prepares it, and two services that need it, all of them optional.</summary>
public sealed class OptionalServicesSpecs : IDisposable
{
    readonly FakeEngine _engine = new FakeEngine()
        .With("postgres")
        .With("airflow", needs: ("postgres", "service_healthy"))
        .With("loki-init", oneShot: true)
        .With("loki", needs: ("loki-init", "service_completed_successfully"))
        .With("promtail", needs: ("loki", "service_started"))
        .With("grafana", needs: [("loki", "service_healthy"), ("postgres", "service_healthy")])
        .Optional("loki-init", "loki", "promtail", "grafana");
    readonly FakeRecords _records = new();
    readonly RecordingProgress _progress = new();
    readonly FastTime _time = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task Where_all_are_well_they_are_started_like_any_other()
    {
        var result = await UpAsync();

        result.Services.Where(service => service.Outcome is ServiceOutcome.Created).Select(service => service.Name)
            .ShouldBe(["postgres", "airflow", "loki", "grafana", "promtail"], ignoreOrder: true);
        _engine.Calls.ShouldContain("run loki-init");
    }

    [Fact]
    public async Task An_image_that_is_not_there_turns_the_service_off_and_the_person_is_told_what_to_type()
    {
        _engine.WithoutImage.Add("grafana");

        var result = await UpAsync();

        Outcomes(result).ShouldBe([("grafana", ServiceOutcome.Off)]);
        var warning = _progress.About("grafana")[^1];
        warning.ShouldStartWith("is off: An image of the stack is not there");
        warning.ShouldContain("; ./build.sh Up");
    }

    [Fact]
    public async Task A_service_that_ends_at_once_is_off_with_its_last_words()
    {
        _engine.Crashing.Add("grafana");

        Outcomes(await UpAsync()).ShouldBe([("grafana", ServiceOutcome.Off)]);

        _progress.About("grafana")[^1].ShouldBe("is off: grafana ended with exit code 1: last words with ***; ./build.sh Logs --service grafana");
    }

    [Fact]
    public async Task What_needs_a_failed_one_shot_is_off_for_the_same_reason()
    {
        _engine.Failing["loki-init"] = "no space left";

        var result = await UpAsync();

        Outcomes(result).Select(service => service.Name).ShouldBe(["loki-init", "loki", "grafana", "promtail"], ignoreOrder: true);
        Outcomes(result).ShouldAllBe(service => service.Outcome == ServiceOutcome.Off);
        result.Services.Single(service => service.Name is "grafana").Reason
            .ShouldBe("it needs loki, which is off: it needs loki-init, which is off: loki-init ended with exit code 1: no space left; Mend what it says, then ./build.sh Up");
        _engine.Calls.ShouldContain("up airflow");
        _engine.Calls.ShouldNotContain("up loki");
    }

    [Fact]
    public async Task One_that_does_not_get_healthy_is_waited_for_no_longer_than_patience_allows()
    {
        _engine.Ill.Add("loki");

        var result = await UpAsync();

        Outcomes(result).ShouldBe([("loki", ServiceOutcome.Starting), ("grafana", ServiceOutcome.Off)]);
        _progress.About("optional").ShouldBe(["everything else is ready; waits up to 60 s for loki, grafana"]);
        _progress.About("loki")[^1].ShouldBe("is still starting; ./build.sh Status");
        _progress.About("grafana")[^1].ShouldBe("is off: what it needs was not ready within 60 s after everything else; ./build.sh Up");
    }

    [Fact]
    public async Task One_that_was_ill_before_is_not_waited_for_again()
    {
        _engine.Ill.Add("loki");
        foreach (var service in new[] { "postgres", "airflow", "promtail", "grafana" })
            _engine.Running(service);
        _engine.Running("loki", health: "unhealthy");

        var result = await UpAsync();

        Outcomes(result).ShouldBe([("loki", ServiceOutcome.Off), ("grafana", ServiceOutcome.Off)]);
        _progress.About("optional").ShouldBeEmpty();
    }

    [Fact]
    public async Task One_that_a_needed_service_needs_is_not_optional()
    {
        _engine.With("dashboards", needs: ("loki", "service_healthy"));
        _engine.Crashing.Add("loki");

        var error = await Should.ThrowAsync<DataSpecException>(UpAsync);

        error.Message.ShouldContain("loki ended with exit code 1");
        error.Message.ShouldContain("dashboards was not started: it needs loki");
        error.Message.ShouldNotContain("grafana");
    }

    [Fact]
    public async Task The_failure_of_a_needed_service_is_the_one_that_is_reported()
    {
        _engine.Crashing.UnionWith(["airflow", "grafana"]);

        var error = await Should.ThrowAsync<DataSpecException>(UpAsync);

        error.Message.ShouldContain("airflow ended with exit code 1");
        error.Message.ShouldNotContain("grafana");
    }

    [Fact]
    public async Task A_stop_ends_one_that_keeps_falling_too()
    {
        _engine.Running("postgres").Running("loki", status: "restarting");

        await Stop().RunAsync(new StackStopOptions(), Ct);

        _engine.Calls.ShouldBe(["stop loki", "stop postgres", "down"]);
    }

    static IEnumerable<(string Name, ServiceOutcome Outcome)> Outcomes(StackStartResult result) =>
        result.Services.Where(service => service.Outcome is ServiceOutcome.Off or ServiceOutcome.Starting).Select(service => (service.Name, service.Outcome));

    Task<StackStartResult> UpAsync() =>
        new StackStart(_engine.Project, _records, Stop(), Drain(), _progress, _time).RunAsync(new StackStartOptions { FingerprintKey = "key" }, Ct);

    StackStop Stop() => new(_engine.Project, _records, Drain(), _progress, _time);

    DrainMark Drain() => new(_engine.Root, _time);
}
