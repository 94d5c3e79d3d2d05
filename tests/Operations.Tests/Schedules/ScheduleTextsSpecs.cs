using System.Diagnostics;
using System.Text.RegularExpressions;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Schedules;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Schedules;

public sealed partial class ScheduleTextsSpecs : IDisposable
{
    static readonly TimeOnly Three = new(3, 5);

    readonly TemporaryDirectory _directory = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("plain")]
    [InlineData("with space")]
    [InlineData("it's 100% $HOME \\ \"quoted\"; `no`")]
    public async Task A_cron_line_starts_the_launcher_whatever_its_path_holds(string folder)
    {
        var (root, files) = Checkout(folder);
        files.Write(Schedule(), ScheduleTexts.Launcher("proj", root, files, new Dictionary<string, string> { ["PATH"] = "/usr/bin:/bin", ["HOME"] = "/home/it's me", ["SECRET"] = "x" }));

        var line = ScheduleTexts.CronLine("proj", Three, files.Launcher, "root");

        line.ShouldStartWith("5 3 * * * root ");
        await RunAsCronWould(line["5 3 * * * root ".Length..]);
        var seen = await File.ReadAllLinesAsync(Path.Combine(root.Directory, "seen"), Ct);
        seen.ShouldContain("arguments ScheduledBackup");
        seen.ShouldContain($"in {root.Directory}");
        seen.ShouldContain("HOME=/home/it's me");
        seen.ShouldContain("PATH=/usr/bin:/bin");
        seen.ShouldNotContain(entry => entry.StartsWith("SECRET", StringComparison.Ordinal));
        (await File.ReadAllTextAsync(files.Log, Ct)).ShouldContain("printed by the build");
        (await File.ReadAllTextAsync(files.Running, Ct)).Split(' ').Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_cron_line_of_a_stack_that_was_deleted_does_nothing()
    {
        var line = ScheduleTexts.CronLine("proj", Three, _directory.File("gone/run.sh"), user: null);

        await RunAsCronWould(line["5 3 * * * ".Length..]);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("with space")]
    [InlineData("it's 100% $HOME \\ \"quoted\"; `no`")]
    public async Task Systemd_accepts_the_units(string folder)
    {
        if (ProgramPath.Find("systemd-analyze") is not { } analyze)
        {
            Assert.Skip("systemd-analyze is not installed");
            return;
        }

        var (_, files) = Checkout(folder);
        var service = _directory.File("dataspec-backup-proj.service");
        await File.WriteAllTextAsync(service, ScheduleTexts.Service("proj", files.Launcher), Ct);
        await File.WriteAllTextAsync(_directory.File("dataspec-backup-proj.timer"), ScheduleTexts.Timer("proj", Three), Ct);

        using var verify = Process.Start(new ProcessStartInfo(analyze, ["verify", service, _directory.File("dataspec-backup-proj.timer")]) { RedirectStandardError = true, UseShellExecute = false })!;
        var said = await verify.StandardError.ReadToEndAsync(Ct);
        await verify.WaitForExitAsync(Ct);

        said.Split('\n').ShouldNotContain(line => line.Contains("dataspec-backup", StringComparison.Ordinal), said);
    }

    [Fact]
    public void Systemd_reads_each_sign_of_a_path_as_itself()
    {
        var service = ScheduleTexts.Service("proj", "/a b/100%/$HOME/\"q\"\\/run.sh");

        service.ShouldContain("ExecStart=/bin/sh \"/a b/100%%/$$HOME/\\\"q\\\"\\\\/run.sh\"\n");
        service.ShouldContain("ConditionPathExists=/a b/100%%/$HOME/\"q\"\\/run.sh\n");
    }

    [Fact]
    public void A_cron_line_leaves_no_bare_percent_sign() =>
        BarePercent().IsMatch(ScheduleTexts.CronLine("proj", Three, "/50%/run.sh", null)).ShouldBeFalse();

    [Theory]
    [InlineData("25:00")]
    [InlineData("3")]
    [InlineData("tomorrow")]
    [InlineData("03:00:00")]
    public void What_is_no_time_of_day_is_refused(string text) =>
        Should.Throw<DataSpecException>(() => BackupSchedule.ParseTime(text)).ExitCode.ShouldBe(ExitCode.WrongUsage);

    static BackupSchedule Schedule() => new(Three, null, new(), [], "cron.d");

    /// <summary>A checkout whose build writes down how it was called.</summary>
    (StackRoot Root, ScheduleFiles Files) Checkout(string folder)
    {
        var root = new StackRoot(_directory.File(folder));
        Directory.CreateDirectory(root.Directory);
        File.WriteAllText(Path.Combine(root.Directory, "build.sh"), "{ echo \"arguments $*\"; echo \"in $(pwd)\"; env; } >seen; echo printed by the build\n");
        var files = new ScheduleFiles(root);
        files.Write(Schedule(), "#!/bin/sh\n");
        return (root, files);
    }

    /// <summary>Cron's own rules: a bare % ends the command, and the environment is next to empty.</summary>
    static async Task RunAsCronWould(string command)
    {
        BarePercent().IsMatch(command).ShouldBeFalse();
        using var process = Process.Start("env", ["-i", "HOME=/", "LOGNAME=root", "SHELL=/bin/sh", "PATH=/usr/bin:/bin", "sh", "-c", command.Replace(@"\%", "%", StringComparison.Ordinal)]);
        await process.WaitForExitAsync(Ct);
        process.ExitCode.ShouldBe(0);
    }

    [GeneratedRegex(@"(?<!\\)%", RegexOptions.None, 1000)]
    private static partial Regex BarePercent();
}
