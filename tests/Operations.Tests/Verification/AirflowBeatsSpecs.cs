using DataSpec.Operations.Verification;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Verification;

public class AirflowBeatsSpecs
{
    const string Answer = """
        {"metadatabase":{"status":"healthy"},"scheduler":{"status":"unhealthy","latest_scheduler_heartbeat":"2026-01-01T12:00:00+00:00"},
         "triggerer":{"status":null,"latest_triggerer_heartbeat":null},"dag_processor":{"status":"healthy","latest_dag_processor_heartbeat":"2026-01-01T12:04:57+00:00"}}
        """;

    static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 5, 0, TimeSpan.Zero);

    [Fact]
    public void A_part_that_is_ill_is_named_by_its_service_with_the_age_of_its_beat()
    {
        var ill = AirflowBeats.Parse(Answer, hasTriggerer: false, Now).Ill.Single();

        ill.Service.ShouldBe("airflow-scheduler");
        ill.ToString().ShouldBe("scheduler unhealthy (beat 300 s ago)");
    }

    [Fact]
    public void A_triggerer_is_missed_only_where_its_profile_is_on()
    {
        AirflowBeats.Parse(Answer, hasTriggerer: true, Now).Ill.Select(part => part.Service).ShouldBe(["airflow-scheduler", "airflow-triggerer"]);
        AirflowBeats.Parse(Answer, hasTriggerer: false, Now).Parts.Select(part => part.Service).ShouldNotContain("airflow-triggerer");
    }
}
