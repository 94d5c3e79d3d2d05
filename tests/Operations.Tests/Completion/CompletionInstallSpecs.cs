using DataSpec.Operations.Completion;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Completion;

public sealed class CompletionInstallSpecs : IDisposable
{
    const string Own = "alias ll='ls -l'\n# ünï\n";

    readonly TemporaryDirectory _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData(Shell.Bash, ".bashrc", ".local/share/dataspec/completion.bash")]
    [InlineData(Shell.Zsh, ".zshrc", ".local/share/dataspec/completion.zsh")]
    [InlineData(Shell.Powershell, ".config/powershell/profile.ps1", ".local/share/dataspec/completion.ps1")]
    public void A_start_file_gets_three_lines_and_loses_them_again(Shell shell, string startFile, string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "paths of other systems");
        Directory.CreateDirectory(Path.GetDirectoryName(In(startFile))!);
        File.WriteAllText(In(startFile), Own);

        Install(shell).Install().Changed.ShouldBe([In(script), In(startFile)]);
        File.ReadAllText(In(startFile)).ShouldStartWith(Own);
        File.ReadAllLines(In(startFile)).Length.ShouldBe(5);
        File.ReadAllText(In(startFile)).ShouldContain(In(script));
        File.ReadAllText(In(script)).ShouldContain(":complete");

        Install(shell).Uninstall().Changed.ShouldBe([In(startFile), In(script)]);
        File.ReadAllText(In(startFile)).ShouldBe(Own);
        File.Exists(In(script)).ShouldBeFalse();
    }

    [Fact]
    public void A_second_installation_and_a_second_removal_change_nothing()
    {
        Install(Shell.Bash).Install();
        Install(Shell.Bash).Install().Changed.ShouldBeEmpty();
        Install(Shell.Bash).Uninstall();
        Install(Shell.Bash).Uninstall().Changed.ShouldBeEmpty();
    }

    [Fact]
    public void What_a_person_wrote_behind_the_lines_stays()
    {
        Install(Shell.Bash).Install();
        File.AppendAllText(In(".bashrc"), "export LATER=1\n");

        Install(Shell.Bash).Install().Changed.ShouldBeEmpty();
        Install(Shell.Bash).Uninstall();

        File.ReadAllText(In(".bashrc")).ShouldBe("export LATER=1\n");
    }

    [Fact]
    public void A_file_that_held_nothing_else_goes_too()
    {
        Install(Shell.Bash).Install();
        Install(Shell.Bash).Uninstall();
        File.Exists(In(".bashrc")).ShouldBeFalse();
    }

    [Fact]
    public void Bytes_that_are_no_UTF_8_and_the_mode_stay()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "modes of other systems");
        byte[] latin = [(byte)'#', 0xFC, (byte)'\n'];
        File.WriteAllBytes(In(".bashrc"), latin);
        File.SetUnixFileMode(In(".bashrc"), UnixFileMode.UserRead | UnixFileMode.UserWrite);

        Install(Shell.Bash).Install();
        File.ReadAllBytes(In(".bashrc"))[..3].ShouldBe(latin);
        File.GetUnixFileMode(In(".bashrc")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Install(Shell.Bash).Uninstall();
        File.ReadAllBytes(In(".bashrc")).ShouldBe(latin);
    }

    [Fact]
    public void A_half_removed_block_is_left_alone_and_a_whole_one_added()
    {
        Install(Shell.Bash).Install();
        var half = string.Concat(File.ReadLines(In(".bashrc")).Take(1).Select(line => line + "\n"));
        File.WriteAllText(In(".bashrc"), half);

        Install(Shell.Bash).Install();

        File.ReadAllText(In(".bashrc")).ShouldStartWith(half);
        File.ReadAllLines(In(".bashrc")).Length.ShouldBe(4);
    }

    [Fact]
    public void A_script_of_somebody_else_is_not_overwritten()
    {
        var script = In(".config/fish/completions/build.sh.fish");
        Directory.CreateDirectory(Path.GetDirectoryName(script)!);
        File.WriteAllText(script, "complete -c build.sh\n");

        Should.Throw<DataSpecException>(() => Install(Shell.Fish).Install()).Message.ShouldContain("is not ours");
        File.ReadAllText(script).ShouldBe("complete -c build.sh\n");
    }

    [Theory]
    [InlineData("/usr/bin/zsh", Shell.Zsh)]
    [InlineData("/bin/bash", Shell.Bash)]
    [InlineData("/usr/bin/pwsh", Shell.Powershell)]
    [InlineData("/bin/dash", null)]
    [InlineData(null, null)]
    public void The_shell_is_known_by_its_path(string? path, Shell? shell) => CompletionScript.ShellOf(path).ShouldBe(shell);

    [Fact]
    public void Services_are_those_of_all_compose_files()
    {
        var services = OfferedValues.Services(new StackRoot(Repository.Directory)).ToList();
        services.ShouldContain("airflow-scheduler");
        services.ShouldContain("superset");
        services.ShouldNotContain("postgres-socket");
    }

    [Fact]
    public void Only_complete_backups_are_offered_the_newest_first()
    {
        foreach (var id in new[] { "20261101T000000Z", "20261102T000000Z", "20261103T000000Z.part" })
            Directory.CreateDirectory(In(id));
        OfferedValues.Backups(In("")).ShouldBeEmpty();
        File.WriteAllText(In("20261101T000000Z/MANIFEST.json"), "{}");
        File.WriteAllText(In("20261102T000000Z/MANIFEST.json"), "{}");

        OfferedValues.Backups(In("")).ShouldBe(["latest", "20261102T000000Z", "20261101T000000Z"]);
        OfferedValues.Backups(In("nowhere")).ShouldBeEmpty();
    }

    string In(string path) => Path.Combine(_home.Path, path);

    CompletionInstall Install(Shell shell) => new(CompletionPlaces.Of(shell, _ => null, _home.Path), CompletionScript.Of(shell));
}
