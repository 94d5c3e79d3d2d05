using DataSpec.Operations.Containers;
using DataSpec.Operations.Tests.Compose;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Containers;

public sealed class DistributionPackagesSpecs
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

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
        var error = await Should.ThrowAsync<DataSpecException>(packages.HostAsync("docker.io", Ct));
        error.ExitCode.ShouldBe(ExitCode.RequirementMissing);
        error.Message.ShouldContain("apt-cache");
        error.NextStep.ShouldNotBeNull().ShouldContain("get.docker.com");
    }

    [Fact]
    public async Task Offline_lists_are_a_missing_requirement_with_the_command_to_try()
    {
        using var folder = new TemporaryDirectory();
        var runner = new ScriptedRunner(command => command.Contains(" update", StringComparison.Ordinal) ? (100, "", "E: Could not resolve") : (0, "", ""));
        var error = await Should.ThrowAsync<DataSpecException>(new DistributionPackages(runner, folder.Path).HostAsync("docker.io", Ct));
        error.ExitCode.ShouldBe(ExitCode.RequirementMissing);
        error.Message.ShouldContain("Could not resolve");
        error.NextStep.ShouldNotBeNull().ShouldContain("apt-get");
    }

    [Fact]
    public async Task A_second_download_into_the_same_cache_waits_for_the_first()
    {
        using var folder = new TemporaryDirectory();
        var progress = new RecordingProgress();
        var first = await new DistributionPackages(new ScriptedRunner(_ => null), folder.Path).TakeTurnAsync(progress, Ct);
        var second = new DistributionPackages(new ScriptedRunner(_ => null), folder.Path).TakeTurnAsync(progress, Ct);
        second.IsCompleted.ShouldBeFalse();
        progress.Said.ShouldHaveSingleItem().Text.ShouldContain("waiting");

        first.Dispose();

        (await second).Dispose();
    }

    [Fact]
    public async Task The_mirror_of_a_machine_without_lists_is_found_in_the_lists_made_for_it()
    {
        using var folder = new TemporaryDirectory();
        // As apt answers where its own lists are empty.
        var runner = new ScriptedRunner(command => (0, command.Contains("Dir::State::lists=", StringComparison.Ordinal) && command.Contains("indextargets", StringComparison.Ordinal)
            ? "Debian https://mirror.example/debian https://mirror.example/debian/\n" : "", ""));
        var packages = new DistributionPackages(runner, folder.Path);

        await packages.SuiteAsync(await packages.HostAsync("docker.io", Ct), "forky", Ct);

        var list = Directory.EnumerateFiles(folder.Path, "sources.list", SearchOption.AllDirectories).ShouldHaveSingleItem();
        (await File.ReadAllTextAsync(list, Ct)).ShouldBe("deb https://mirror.example/debian/ forky main\n");
    }
}
