using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Verification;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Verification;

public class CausesSpecs
{
    static readonly ImmutableArray<CheckDescription> Catalogue =
    [
        new("containers.running", 1, "", ""), new("containers.health", 1, "", ""), new("airflow.login", 2, "", "") { Services = ["api"] },
        new("airflow.late", 2, "", "") { Services = ["api"] },
        new("airflow.imports", 2, "", "") { Services = ["api"], Needs = ["airflow.login"] }, new("grafana.login", 2, "", "") { Services = ["grafana"] },
    ];

    static readonly ServiceGraph Graph = new(StackModel.Parse(
        """{"name":"x","services":{"postgres":{"restart":"always"},"api":{"restart":"always","depends_on":{"postgres":{"condition":"service_healthy"}}},"grafana":{"restart":"always"}}}""", ""));

    [Fact]
    public void Postgres_down_explains_what_needs_it_and_nothing_else() =>
        Explained(Failed("containers.running", "postgres"), Failed("containers.health", "api"), Failed("airflow.login"), Failed("airflow.imports"), Failed("grafana.login"))
            .ShouldBe(["containers.running <- ", "containers.health <- containers.running", "airflow.login <- containers.running", "airflow.imports <- containers.running", "grafana.login <- "]);

    [Fact]
    public void A_look_that_names_a_second_fault_is_a_cause_of_its_own() =>
        Explained(Failed("containers.running", "postgres"), Failed("containers.health", "api", "grafana")).ShouldBe(["containers.running <- ", "containers.health <- "]);

    [Fact]
    public void A_failed_login_explains_what_is_asked_after_it() =>
        Explained(Failed("airflow.login"), Failed("airflow.imports")).ShouldBe(["airflow.login <- ", "airflow.imports <- airflow.login"]);

    [Fact]
    public void A_service_that_hangs_explains_what_needs_it() =>
        Explained(Failed("airflow.login", "postgres"), Failed("airflow.late"), Failed("grafana.login")).ShouldBe(["airflow.login <- ", "airflow.late <- airflow.login", "grafana.login <- "]);

    [Fact]
    public void What_holds_is_explained_by_nothing() =>
        Explained(Failed("containers.running", "postgres"), Failed("airflow.login") with { Status = CheckStatus.Passed }).ShouldBe(["containers.running <- ", "airflow.login <- "]);

    static IEnumerable<string> Explained(params ImmutableArray<CheckResult> checks) => new Causes(Catalogue, Graph).Explain(checks).Select(check => $"{check.Id} <- {check.ExplainedBy}");

    static CheckResult Failed(string id, params ImmutableArray<string> services) => new(id, Catalogue.Single(check => check.Id == id).Level, "", CheckStatus.Failed, "", null, 0, services, null);
}
