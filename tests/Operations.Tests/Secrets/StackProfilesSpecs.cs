using DataSpec.Operations.Secrets;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Secrets;

public class StackProfilesSpecs
{
    [Theory]
    [InlineData("core", "")]
    [InlineData("core,bi", "bi")]
    [InlineData("all", "bi,admin,logging")]
    [InlineData("all,triggerer", "bi,admin,logging,triggerer")]
    [InlineData("bi,core,bi", "bi")]
    public void What_a_person_asks_for_becomes_what_compose_reads(string asked, string written) =>
        StackProfiles.Checked(asked.Split(',')).ShouldBe(written);

    [Fact]
    public void An_unknown_profile_is_refused_with_the_known_ones()
    {
        var error = Should.Throw<DataSpecException>(() => StackProfiles.Checked(["bi", "logs"]));

        error.ExitCode.ShouldBe(ExitCode.WrongUsage);
        error.Message.ShouldContain("'logs'");
        error.NextStep!.ShouldContain("core,bi,admin,logging");
    }

    [Fact]
    public void A_profile_with_a_missing_image_is_left_out_and_the_others_stay()
    {
        var settings = Settings();

        StackProfiles.Without(["grafana"], settings).ShouldBe(["bi", "admin"]);
        StackProfiles.Without(["alloy"], settings).ShouldBe(["bi", "admin", "logging"]);
        StackProfiles.Without([], settings).ShouldBe(settings.Profiles);
    }

    [Fact]
    public void Profiles_the_log_shipper_and_the_proxy_overlay_decide_which_images_are_needed()
    {
        StackProfiles.Images(Settings(("COMPOSE_PROFILES", "logging"), ("LOG_SHIPPER", "alloy"))).ShouldBe(["loki", "alloy", "grafana"]);
        StackProfiles.Images(Settings(("COMPOSE_PROFILES", "bi,triggerer"))).ShouldBe(["superset"]);
        StackProfiles.Images(Settings(("COMPOSE_PROFILES", ""), ("COMPOSE_FILE", "compose/compose.yaml:compose/overlays/proxy.yaml"))).ShouldBe(["caddy"]);
    }

    static StackSettings Settings(params (string Key, string Value)[] changes)
    {
        var document = EnvPlan.For(EnvDocument.Empty, new Dictionary<string, string>(), DateTimeOffset.UnixEpoch).Document;
        document = changes.Aggregate(document, (text, change) => text.With(change.Key, change.Value));
        return new StackSettingsReader(new StackRoot("/nowhere"), new Dictionary<string, string>()).Read(document);
    }
}
