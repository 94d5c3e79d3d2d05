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
          "superset":{"restart":"always","ports":[{"target":8088}],"depends_on":{"db-roles":{"condition":"service_completed_successfully"}}}}}
        """,
        "");

    readonly Dictionary<string, double> _seconds = new(StringComparer.Ordinal)
    {
        [RehearsalSteps.Clone] = 100, [RehearsalSteps.StopServices] = 10, [RehearsalSteps.StopPostgres] = 1, ["postgres"] = 2, ["db-roles"] = 0.5, ["airflow-init"] = 12, ["airflow-apiserver"] = 20,
        ["airflow-dag-processor"] = 300, ["superset"] = 25, ["grafana"] = 400, [RehearsalSteps.Dags] = 50,
    };

    [Fact]
    public void It_is_the_stops_and_the_longest_chain_that_ends_where_people_wait()
    {
        var (parts, predicted, atMost) = StopPrediction.Of(_model, _seconds);

        parts.Select(part => part.Name).ShouldBe([RehearsalSteps.StopServices, RehearsalSteps.StopPostgres, "postgres", "db-roles", "airflow-init", "airflow-apiserver"]);
        (predicted, atMost).ShouldBe((45.5, 72.8));
    }

    [Fact]
    public void Another_chain_that_is_longer_takes_its_place()
    {
        _seconds["superset"] = 33;

        StopPrediction.Of(_model, _seconds).Parts[^1].Name.ShouldBe("superset");
    }

    [Fact]
    public void What_was_not_measured_adds_nothing() =>
        StopPrediction.Of(_model, new Dictionary<string, double>(StringComparer.Ordinal)).ShouldSatisfyAllConditions(result => result.Parts.ShouldBeEmpty(), result => result.Predicted.ShouldBe(0));

    [Fact]
    public void All_but_schedulers_and_the_making_of_directories_is_rehearsed()
    {
        var kept = RehearsedServices.Of(_model).Services;

        kept.Keys.ShouldBe(["postgres", "db-roles", "airflow-init", "airflow-apiserver", "airflow-dag-processor", "grafana", "superset"], ignoreOrder: true);
        kept["postgres"].DependsOn.ShouldBeEmpty();
        kept["superset"].DependsOn.Keys.ShouldBe(["db-roles"]);
    }

    [Theory]
    [InlineData("""{"name":"x","services":{"second":{"command":["bash","-c","airflow scheduler"]}}}""", true)]
    [InlineData("""{"name":"x","services":{"second":{"entrypoint":["airflow","scheduler"]}}}""", true)]
    [InlineData("""{"name":"x","services":{"airflow-scheduler":{"command":["start"]}}}""", true)]
    [InlineData("""{"name":"x","services":{"scheduler-page":{"command":["serve"]}}}""", false)]
    public void A_scheduler_is_known_by_what_it_runs(string config, bool expected) =>
        RehearsedServices.IsScheduler(StackModel.Parse(config, "").Services.Values.ShouldHaveSingleItem()).ShouldBe(expected);
}
