using DataSpec.Operations.Compose;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Compose;

/// <summary>On output of compose 2.40.3 and engine 20.10, shortened.</summary>
public sealed class StackModelSpecs
{
    const string Config =
        """
        {"name":"dataspec","networks":{"default":{"name":"dataspec_default","ipam":{}}},"services":{
          "db-roles":{"command":null,"depends_on":{"postgres":{"condition":"service_healthy","required":true}},"image":"postgres:18.6","restart":"no",
            "volumes":[{"type":"bind","source":"/root of stack/scripts-config/postgres","target":"/opt/dataspec","read_only":true,"bind":{"create_host_path":true}},
                       {"type":"bind","source":"/root of stack/data","target":"/data","bind":{"create_host_path":true}}]},
          "postgres":{"depends_on":null,"image":"postgres:18.6","restart":"unless-stopped"}}}
        """;

    const string Inspect =
        """
        [{"Id":"097641ec","Image":"sha256:b304","RestartCount":2,
          "State":{"Status":"running","Running":true,"OOMKilled":false,"ExitCode":0,"StartedAt":"2026-11-22T13:55:52.1Z","Health":{"Status":"starting","FailingStreak":0,"Log":[]}},
          "Config":{"Image":"postgres:18.6","Healthcheck":{"Test":["CMD-SHELL","pg_isready -q -h 127.0.0.1"],"Interval":5000000000},
            "Labels":{"com.docker.compose.config-hash":"f1d1b5","com.docker.compose.oneoff":"False","com.docker.compose.service":"postgres"}}},
         {"Id":"1a","Image":"sha256:b304","RestartCount":0,"State":{"Status":"exited","OOMKilled":true,"ExitCode":137,"StartedAt":"0001-01-01T00:00:00Z"},
          "Config":{"Image":"postgres:18.6","Labels":{"com.docker.compose.oneoff":"True","com.docker.compose.service":"db-roles"}}}]
        """;

    readonly StackModel _model = StackModel.Parse(Config, "db-roles f2b0256f\npostgres f1d1b5\n");

    [Fact]
    public void A_service_that_is_not_restarted_is_a_one_shot() =>
        (_model.Services["db-roles"].IsOneShot, _model.Services["postgres"].IsOneShot).ShouldBe((true, false));

    [Fact]
    public void Conditions_and_hashes_are_those_of_compose() =>
        (_model.Services["db-roles"].DependsOn["postgres"], _model.Services["postgres"].ConfigHash).ShouldBe((DependencyCondition.Healthy, "f1d1b5"));

    [Fact]
    public void Only_what_is_mounted_read_only_counts_as_a_script() =>
        _model.Services["db-roles"].Scripts.ShouldBe(["/root of stack/scripts-config/postgres"]);

    [Fact]
    public void A_starting_container_runs_and_is_not_ready()
    {
        var postgres = ServiceContainer.Parse(Inspect)[0];
        (postgres.IsRunning, postgres.IsReady, postgres.RestartCount, postgres.ConfigHash).ShouldBe((true, false, 2, "f1d1b5"));
    }

    [Fact]
    public void A_shell_check_is_what_exec_takes() =>
        ServiceContainer.Parse(Inspect)[0].HealthTest.ShouldBe(["/bin/sh", "-c", "pg_isready -q -h 127.0.0.1"]);

    [Fact]
    public void The_container_of_a_one_off_without_health_check_is_read_too()
    {
        var left = ServiceContainer.Parse(Inspect)[1];
        (left.IsOneOff, left.Health, left.ExitCode, left.OutOfMemory).ShouldBe((true, null, 137, true));
    }

    [Fact]
    public void No_output_is_no_container() => ServiceContainer.Parse("").ShouldBeEmpty();

    [Fact]
    public void The_version_of_an_image_comes_from_its_label_or_its_environment()
    {
        ImageFacts.Parse("""[{"Id":"sha256:1","Config":{"Env":["PATH=/bin","AIRFLOW_VERSION=3.3.2"],"Labels":null}}]""").Version.ShouldBe("3.3.2");
        ImageFacts.Parse("""[{"Id":"sha256:1","Config":{"Env":[],"Labels":{"org.opencontainers.image.version":"18.6"}}}]""").Version.ShouldBe("18.6");
    }

    [Fact]
    public void The_digest_of_an_image_built_here_is_its_id() =>
        ImageFacts.Parse("""[{"Id":"sha256:1","RepoDigests":[],"Config":{}}]""").Digest.ShouldBe("sha256:1");
}
