using DataSpec.Operations.Secrets;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Secrets;

public class EnvPlanSpecs
{
    static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_empty_text_gets_every_key_and_then_needs_nothing_more()
    {
        var first = Plan("");

        first.Added.ShouldBe(EnvKeys.All, ignoreOrder: true);
        new StackSettingsReader(
            new StackRoot("/nowhere"),
            new Dictionary<string,
            string>()).Read(first.Document).Postgres.Port.ShouldBe(5432);
        Plan(first.Document.Text).Added.ShouldBeEmpty();
        Plan(first.Document.Text).Document.Text.ShouldBe(first.Document.Text);
    }

    [Fact]
    public void A_file_made_by_hand_stays_byte_for_byte_and_gets_the_rest_under_a_dated_line()
    {
        const string Mine = "# my stack\nPOSTGRES_PORT='15432'   # other one is taken\nMY_OWN=kept\n";

        var plan = Plan(Mine);

        plan.Document.Text.ShouldStartWith(Mine);
        plan.Document.Text[Mine.Length..].ShouldStartWith("\n# Added by ./build.sh Setup on 2026-11-22");
        plan.Document["POSTGRES_PORT"].ShouldBe("15432");
        plan.Document["MY_OWN"].ShouldBe("kept");
        plan.Added.ShouldNotContain(EnvKeys.PostgresPort);
    }

    [Fact]
    public void A_secret_that_was_left_empty_is_filled_where_it_stands()
    {
        var plan = Plan("POSTGRES_PASSWORD=\nMY_OWN=kept\n");

        plan.Document.Text.ShouldMatch("^POSTGRES_PASSWORD=[A-Za-z0-9]{32}\nMY_OWN=kept\n");
        plan.Added.ShouldContain(EnvKeys.PostgresPassword);
    }

    [Fact]
    public void A_missing_key_takes_the_value_that_the_environment_gives_it() =>
        EnvPlan.For(
            EnvDocument.Empty,
            new Dictionary<string,
            string>
            { ["POSTGRES_PORT"] = "15432" },
            Now).Document["POSTGRES_PORT"].ShouldBe("15432");

    [Fact]
    public void Profiles_that_are_asked_for_replace_those_that_stand_there()
    {
        var plan = Plan("COMPOSE_PROFILES=bi\nMY_OWN=kept\n").WithProfiles(["core"]);

        plan.Document.Text.ShouldStartWith("COMPOSE_PROFILES=\nMY_OWN=kept\n");
        plan.Profiles.ShouldBe("");
        plan.WithProfiles(["core"]).ShouldBe(plan);
    }

    static EnvPlan Plan(string text) => EnvPlan.For(EnvDocument.Parse(text), new Dictionary<string, string>(), Now);
}
