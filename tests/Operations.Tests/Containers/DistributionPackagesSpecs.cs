using DataSpec.Operations.Containers;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Containers;

public sealed class DistributionPackagesSpecs
{
    [Fact]
    public void Packages_without_a_candidate_are_left_out() =>
        DistributionPackages.Candidates(
            """
            docker.io:
              Installed: (none)
              Candidate: 20.10.24+dfsg1-1+deb12u1
              Version table:
                 20.10.24+dfsg1-1+deb12u1 500
            docker-cli:
              Installed: (none)
              Candidate: (none)
              Version table:
            """).ShouldBe(new Dictionary<string, string>(StringComparer.Ordinal) { ["docker.io"] = "20.10.24+dfsg1-1+deb12u1" });

    [Fact]
    public async Task A_system_without_apt_is_told_what_to_do_instead()
    {
        using var folder = new TemporaryDirectory();
        var packages = new DistributionPackages(new ScriptedRunner(_ => null), folder.Path);
        var error = await Should.ThrowAsync<DataSpecException>(packages.HostAsync("docker.io", TestContext.Current.CancellationToken));
        error.ExitCode.ShouldBe(ExitCode.RequirementMissing);
        error.Message.ShouldContain("apt-cache");
        error.NextStep.ShouldNotBeNull().ShouldContain("get.docker.com");
    }

    [Fact]
    public async Task Offline_lists_are_a_missing_requirement_with_the_command_to_try()
    {
        using var folder = new TemporaryDirectory();
        var runner = new ScriptedRunner(command => command.Contains(" update", StringComparison.Ordinal) ? (100, "", "Could not resolve") : (0, "", ""));
        var error = await Should.ThrowAsync<DataSpecException>(new DistributionPackages(runner, folder.Path).HostAsync("docker.io", TestContext.Current.CancellationToken));
        error.ExitCode.ShouldBe(ExitCode.RequirementMissing);
        error.NextStep.ShouldNotBeNull().ShouldContain("apt-get");
    }
}
