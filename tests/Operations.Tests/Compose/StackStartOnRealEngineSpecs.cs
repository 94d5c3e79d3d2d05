using System.Diagnostics;
using DataSpec.Operations.Airflow;
using DataSpec.Operations.Compose;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Compose;

/// <summary>One stack through its life, in one fact each: a cold start costs half a minute, so that a fact asks several things of it.</summary>
[Trait("kind", "integration")]
[Collection("real stack")]
public sealed class StackStartOnRealEngineSpecs(ITestOutputHelper output)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.ColdStart))]
    public async Task A_cold_start_ends_healthy_a_second_one_changes_nothing_and_what_was_killed_comes_back()
    {
        await using var stack = await RealStack.CreateAsync(Ct);

        var cold = await stack.UpAsync(Ct);
        Tell(cold, "cold");
        (await stack.Project.ReadContainersAsync(service: null, Ct)).Count(container => container.IsRunning).ShouldBe(4);

        var before = await stack.Project.ReadContainersAsync(service: null, Ct);
        var again = await stack.UpAsync(Ct);
        Tell(again, "again");
        again = await stack.UpAsync(Ct);
        Tell(again, "again");
        again.ChangedNothing.ShouldBeTrue();
        again.Duration.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await stack.Project.ReadContainersAsync(service: null, Ct)).Select(container => (container.Id, container.StartedAt))
            .ShouldBe(before.Select(container => (container.Id, container.StartedAt)), ignoreOrder: true);

        await stack.DockerAsync(Ct, "kill", "comptest-airflow-dag-processor-1");
        var repaired = await stack.UpAsync(Ct);
        repaired.Services.Where(service => service.Outcome is not (ServiceOutcome.Unchanged or ServiceOutcome.NotDue))
            .Select(service => (service.Name, service.Outcome))
            .ShouldBe([("airflow-dag-processor", ServiceOutcome.Started)]);
        Tell(repaired, "killed");

        var clock = Stopwatch.StartNew();
        await stack.DownAsync(Ct);
        output.WriteLine($"idle down {clock.Elapsed.TotalSeconds:0.0} s");
        (await stack.Project.ReadContainersAsync(service: null, Ct)).ShouldBeEmpty();
    }

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.ChangedSecret))]
    public async Task A_changed_secret_reruns_what_uses_it_and_a_wrong_password_is_named()
    {
        await using var stack = await RealStack.CreateAsync(Ct);
        await stack.UpAsync(Ct);

        stack.Set("SUPERSET_DB_PASSWORD", "another0password");
        var rerun = await stack.UpAsync(Ct);
        rerun.Services.Where(service => service.Outcome is not (ServiceOutcome.Unchanged or ServiceOutcome.NotDue))
            .Select(service => (service.Name, service.Outcome))
            .ShouldBe([("db-roles", ServiceOutcome.Ran)]);
        Tell(rerun, "changed secret");

        var right = stack["POSTGRES_PASSWORD"];
        stack.Set("POSTGRES_PASSWORD", "not-the-one");
        var error = await Should.ThrowAsync<DataSpecException>(() => stack.UpAsync(Ct));
        error.Message.ShouldContain("POSTGRES_PASSWORD");
        error.Message.ShouldNotContain("not-the-one");
        error.NextStep.ShouldNotBeNull().ShouldContain("docker compose exec postgres");

        stack.Set("POSTGRES_PASSWORD", right);
        await stack.UpAsync(Ct);
        (await stack.UpAsync(Ct)).ChangedNothing.ShouldBeTrue();
    }

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.DrainedTask))]
    public async Task A_stop_waits_for_the_running_task_which_ends_once_and_is_not_run_again()
    {
        await using var stack = await RealStack.CreateAsync(Ct);
        await stack.UpAsync(Ct);
        using var http = new HttpClient();
        var airflow = new AirflowClient(new AirflowApi(http, new AirflowLogin(stack.Airflow, "admin", stack["AIRFLOW_ADMIN_PASSWORD"]), TimeProvider.System));
        (await airflow.ReadHealthAsync(Ct)).Scheduler.ShouldBe("healthy");
        while (await airflow.TriggerAsync("sleeper", "once", new Dictionary<string, object>(StringComparer.Ordinal), Ct) is null)
            await Task.Delay(500, Ct);
        while (!File.Exists(stack.Naps))
            await Task.Delay(200, Ct);

        var clock = Stopwatch.StartNew();
        await stack.DownAsync(Ct);
        output.WriteLine($"down with a task of 15 s: {clock.Elapsed.TotalSeconds:0.0} s");
        stack.Progress.About("airflow-scheduler").ShouldContain(text => text.StartsWith("waits for sleeper.nap"));
        (await File.ReadAllLinesAsync(stack.Naps, Ct)).ShouldBe(["begin", "end"]);

        await stack.UpAsync(Ct);
        while (await airflow.ReadRunAsync("sleeper", "once", Ct) is { HasEnded: false })
            await Task.Delay(500, Ct);
        (await airflow.ReadRunAsync("sleeper", "once", Ct)).Succeeded.ShouldBeTrue();
        (await File.ReadAllLinesAsync(stack.Naps, Ct)).ShouldBe(["begin", "end"]);
    }

    void Tell(StackStartResult result, string name)
    {
        output.WriteLine($"== {name} {result.Duration.TotalSeconds:0.00} s");
        foreach (var service in result.Services)
            output.WriteLine($"  {service.Name} {service.Outcome} {service.Duration.TotalSeconds:0.00} s");
    }
}
