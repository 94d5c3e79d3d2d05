using DataSpec.Operations.Postgres;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Secrets.Rotation;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Secrets.Rotation;

public sealed class RotationPartsSpecs
{
    static readonly HashSet<string> Everything = ["superset", "superset-init", "pgadmin", "grafana"];

    [Fact]
    public void Every_generated_key_of_the_catalogue_can_be_rotated() =>
        RotatedSecrets.All.Select(secret => secret.Key.Name).ShouldBe(EnvKeys.All.Where(key => key.IsSecret).Select(key => key.Name), ignoreOrder: true);

    [Fact]
    public void An_unknown_name_is_refused_with_the_one_that_was_meant()
    {
        var error = Should.Throw<DataSpecException>(() => Choose(["SUPERSET_DB_PASWORD"], Everything));

        error.ExitCode.ShouldBe(ExitCode.WrongUsage);
        error.Message.ShouldContain("Did you mean 'SUPERSET_DB_PASSWORD'?");
    }

    [Fact]
    public void A_key_that_only_its_running_service_can_change_is_refused_by_name_while_that_is_off()
    {
        var error = Should.Throw<DataSpecException>(() => Choose(["SUPERSET_SECRET_KEY"], []));

        error.ExitCode.ShouldBe(ExitCode.WrongUsage);
        error.Message.ShouldContain("'superset' is switched on");
    }

    [Fact]
    public void A_password_of_a_role_changes_though_its_service_is_off() =>
        Choose(["SUPERSET_DB_PASSWORD"], []).Chosen.ShouldHaveSingleItem().Key.ShouldBe(EnvKeys.SupersetDbPassword);

    [Fact]
    public void A_key_that_the_environment_overrides_is_refused() =>
        Should.Throw<DataSpecException>(() => Choose(["postgres"], Everything, ("POSTGRES_PASSWORD", "another"))).Message.ShouldContain("POSTGRES_PASSWORD");

    /// <summary>RFC 7677, section 3: its example, as Postgres stores it.</summary>
    [Fact]
    public void A_verifier_is_what_the_standard_makes_of_password_salt_and_iterations() =>
        ScramVerifier.Of("pencil", Convert.FromBase64String("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096).ShouldBe(
            "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");

    [Fact]
    public void A_verifier_tells_its_password_from_others()
    {
        var verifier = ScramVerifier.Of("postgres");

        ScramVerifier.IsOf(verifier, "postgres").ShouldBeTrue();
        ScramVerifier.IsOf(verifier, "admin").ShouldBeFalse();
        ScramVerifier.IsOf("md5aabbccddeeff00112233445566778899", "postgres").ShouldBeFalse();
    }

    /// <summary>The example of jwt.io, known everywhere.</summary>
    [Fact]
    public void A_token_tells_which_key_signed_it()
    {
        const string token = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";

        TokenSignature.IsBy(token, "your-256-bit-secret").ShouldBeTrue();
        TokenSignature.IsBy(token, "another").ShouldBeFalse();
        TokenSignature.SignedBy(token, "another").ShouldNotBe(token);
    }

    static RotationChoice Choose(string[] only, HashSet<string> active, params (string Key, string Value)[] environment)
    {
        var variables = environment.ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var env = EnvPlan.For(EnvDocument.Empty, new Dictionary<string, string>(), DateTimeOffset.UnixEpoch).Document;
        return RotationChoice.Of(only, active, new StackSettingsReader(new StackRoot("/nowhere"), variables).Read(env));
    }
}
