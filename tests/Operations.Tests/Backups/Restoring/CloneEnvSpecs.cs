using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Secrets;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups.Restoring;

public sealed class CloneEnvSpecs
{
    [Fact]
    public void A_clone_has_a_name_an_address_and_ports_of_its_own_and_says_what_it_is()
    {
        var original = EnvDocument.Parse("COMPOSE_PROJECT_NAME=dataspec\nBIND_ADDRESS=0.0.0.0\nPOSTGRES_PORT=5432\nAIRFLOW_UID=50123\nBACKUP_DIR=/mnt/backups\n");

        var clone = CloneEnv.Of(original, "dataspec-audit", "20261122T120000Z-backup-0a1b");

        (clone["COMPOSE_PROJECT_NAME"], clone["BIND_ADDRESS"], clone["AIRFLOW_UID"], clone["BACKUP_DIR"]).ShouldBe(("dataspec-audit", "127.0.0.1", "50123", "./backups"));
        clone[CloneEnv.Mark].ShouldBe("20261122T120000Z-backup-0a1b");
        var ports = EnvKeys.Ports.Select(key => clone[key.Name]!).ToArray();
        ports.ShouldBeUnique();
        ports.ShouldNotContain("5432");
    }

    [Theory]
    [InlineData("Audit")]
    [InlineData("../audit")]
    [InlineData("1st")]
    [InlineData("")]
    [InlineData("a-name-that-is-much-too-long")]
    public void A_name_that_no_directory_and_project_could_have_is_refused(string name) =>
        Should.Throw<DataSpecException>(() => CloneEnv.RequireName(name)).ExitCode.ShouldBe(ExitCode.WrongUsage);
}
