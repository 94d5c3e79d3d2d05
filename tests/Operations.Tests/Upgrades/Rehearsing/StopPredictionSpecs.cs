using DataSpec.Operations.Compose;
using DataSpec.Operations.Upgrades.Rehearsing;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Rehearsing;

public sealed class StopPredictionSpecs
{
    readonly StackModel _model = StackModel.Parse(
        """
        {"name":"x","services":{
          "setup":{"restart":"no"},
          "postgres":{"restart":"always","ports":[{"target":5432}],"depends_on":{"setup":{"condition":"service_completed_successfully"}}},
          "db-roles":{"restart":"no","depends_on":{"postgres":{"condition":"service_healthy"}}},
          "airflow-init":{"restart":"no","depends_on":{"db-roles":{"condition":"service_completed_successfully"}}},
          "airflow-apiserver":{"restart":"always","ports":[{"target":8080}],"depends_on":{"airflow-init":{"condition":"service_completed_successfully"}}},
          "airflow-scheduler":{"restart":"always","command":["scheduler"],"depends_on":{"airflow-apiserver":{"condition":"service_healthy"}}},
          "airflow-dag-processor":{"restart":"always","depends_on":{"airflow-init":{"condition":"service_completed_successfully"}}},
          "grafana":{"restart":"always","ports":[{"target":3000}],"labels":{"dataspec.optional":"true"},"depends_on":{"setup":{"condition":"service_completed_successfully"}}},
          "superset-init":{"restart":"no","depends_on":{"db-roles":{"condition":"service_completed_successfully"}}},
          "superset":{"restart":"always","ports":[{"target":8088}],"depends_on":{"superset-init":{"condition":"service_completed_successfully"}}}}}
        """,
        "");

    readonly Dictionary<string, double> _seconds = new(StringComparer.Ordinal)
    {
        [RehearsalSteps.Clone] = 100,
        [RehearsalSteps.StopServices] = 10,
        [RehearsalSteps.StopPostgres] = 1,
        ["postgres"] = 2,
        ["db-roles"] = 0.5,
        ["airflow-init"] = 12,
        ["airflow-apiserver"] = 20,
        ["airflow-dag-processor"] = 300,
        ["superset"] = 18,
        [RehearsalSteps.Keys] = 0.5,
        ["grafana"] = 400,
        [RehearsalSteps.Dags] = 50,
    };

    [Fact]
    public void It_is_the_stop_the_longest_chain_of_one_shots_the_checks_and_the_slowest_page()
    {
        _seconds["superset-init"] = 15;
        var (parts, predicted, atMost) = StopPrediction.Of(_model, _seconds, restartsPostgres: false);

        parts.Select(part => part.Name).ShouldBe([RehearsalSteps.StopServices, "db-roles", "superset-init", "airflow-apiserver", RehearsalSteps.Keys]);
        (predicted, atMost).ShouldBe((46.0, 73.6));
    }

    [Fact]
    public void A_page_that_is_slower_takes_its_place()
    {
        _seconds["superset"] = 33;

        StopPrediction.Of(_model, _seconds, restartsPostgres: false).Parts.Select(part => part.Name).ShouldBe([RehearsalSteps.StopServices, "db-roles", "airflow-init", "superset", RehearsalSteps.Keys]);
    }

    [Fact]
    public void Postgres_counts_only_where_its_image_changes()
    {
        var parts = StopPrediction.Of(_model, _seconds, restartsPostgres: true).Parts.Select(part => part.Name).ToArray();

        parts[..4].ShouldBe([RehearsalSteps.StopServices, RehearsalSteps.StopPostgres, "postgres", "db-roles"]);
    }

    [Fact]
    public void What_was_not_measured_adds_nothing()
    {
        var (parts, predicted, _) = StopPrediction.Of(_model, new Dictionary<string, double>(StringComparer.Ordinal), restartsPostgres: true);

        parts.ShouldBeEmpty();
        predicted.ShouldBe(0);
    }

    [Fact]
    public void One_shots_come_first_then_pages_then_the_rest() => RehearsedServices.Turns(_model).Where(turn => turn.Value > 0).ToDictionary().ShouldBe(
        new Dictionary<string, int>(StringComparer.Ordinal) { ["airflow-apiserver"] = 1, ["superset"] = 1, ["grafana"] = 1, ["airflow-dag-processor"] = 2, ["airflow-scheduler"] = 2 }, ignoreOrder: true);

    [Fact]
    public void All_but_schedulers_and_the_making_of_directories_is_rehearsed()
    {
        var kept = RehearsedServices.Of(_model).Services;

        kept.Keys.ShouldBe(["postgres", "db-roles", "airflow-init", "airflow-apiserver", "airflow-dag-processor", "grafana", "superset-init", "superset"], ignoreOrder: true);
        kept["postgres"].DependsOn.ShouldBeEmpty();
        kept["superset"].DependsOn.Keys.ShouldBe(["superset-init"]);
    }

    [Theory]
    [InlineData("""{"name":"x","services":{"second":{"command":["bash","-c","airflow scheduler"]}}}""", true)]
    [InlineData("""{"name":"x","services":{"second":{"entrypoint":["airflow","scheduler"]}}}""", true)]
    [InlineData("""{"name":"x","services":{"airflow-scheduler":{"command":["start"]}}}""", true)]
    [InlineData("""{"name":"x","services":{"scheduler-page":{"command":["serve"]}}}""", false)]
    public void A_scheduler_is_known_by_what_it_runs(string config, bool expected) =>
        RehearsedServices.IsScheduler(StackModel.Parse(config, "").Services.Values.ShouldHaveSingleItem()).ShouldBe(expected);
}
