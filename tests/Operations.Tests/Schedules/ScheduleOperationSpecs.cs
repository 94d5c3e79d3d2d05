using System.Collections.Immutable;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Schedules;
using DataSpec.Operations.Tests.Containers;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Schedules;

public sealed class ScheduleOperationSpecs : IDisposable
{
    readonly TemporaryDirectory _stack = new();
    readonly TemporaryDirectory _machine = new();
    readonly Crontab _crontab = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _stack.Dispose();
        _machine.Dispose();
    }

    [Theory]
    [InlineData(true, true, "systemd", "etc/systemd/system/dataspec-backup-one.timer")]
    [InlineData(true, false, "systemd-user", "home/.config/systemd/user/dataspec-backup-one.timer")]
    [InlineData(false, true, "cron.d", "etc/cron.d/dataspec-backup-one")]
    [InlineData(false, false, "crontab", null)]
    public async Task A_schedule_is_installed_shown_and_removed_where_the_machine_has_a_place_for_it(bool systemd, bool root, string place, string? file)
    {
        var one = Operation("one", systemd, root);
        one.Place.ShouldBe(place);

        await one.InstallAsync(Schedule(one, "03:00"), Ct);
        var shown = await one.ShowAsync(Ct);
        shown.IsInstalled.ShouldBeTrue();
        shown.Schedule!.At.ShouldBe("03:00");
        if (file is not null)
            File.Exists(_machine.File(file)).ShouldBeTrue();

        await one.RemoveAsync(Ct);
        (await one.ShowAsync(Ct)).Schedule.ShouldBeNull();
        if (file is not null)
            File.Exists(_machine.File(file)).ShouldBeFalse();
        _crontab.Text.ShouldNotContain("dataspec-backup");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_changed_schedule_replaces_the_old_one_and_nothing_else(bool root)
    {
        _crontab.Text = "0 1 * * * mine # dataspec-backup-one-of-mine\n";
        var (one, two) = (Operation("one", systemd: false, root), Operation("two", systemd: false, root));
        await one.InstallAsync(Schedule(one, "03:00"), Ct);
        await two.InstallAsync(Schedule(two, "04:00"), Ct);

        await one.InstallAsync(Schedule(one, "05:30"), Ct);
        await one.InstallAsync(Schedule(one, "05:30"), Ct);

        var lines = Lines();
        lines.ShouldContain(line => line.StartsWith("30 5 * * * ", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("0 4 * * * ", StringComparison.Ordinal));
        lines.ShouldContain("0 1 * * * mine # dataspec-backup-one-of-mine");
        lines.Count(line => line.Contains("* * *", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task What_was_removed_by_hand_is_told()
    {
        var one = Operation("one", systemd: false, root: true);
        await one.InstallAsync(Schedule(one, "03:00"), Ct);
        File.Delete(_machine.File("etc/cron.d/dataspec-backup-one"));

        var shown = await one.ShowAsync(Ct);

        shown.IsInstalled.ShouldBeFalse();
        shown.Notes.ShouldHaveSingleItem().ShouldContain("./build.sh Schedule --daily 03:00");
    }

    [Fact]
    public async Task Moving_to_another_place_removes_the_entry_of_the_old_one()
    {
        var cron = Operation("one", systemd: false, root: true);
        await cron.InstallAsync(Schedule(cron, "03:00"), Ct);

        var systemd = Operation("one", systemd: true, root: true);
        await systemd.InstallAsync(Schedule(systemd, "03:00"), Ct);

        File.Exists(_machine.File("etc/cron.d/dataspec-backup-one")).ShouldBeFalse();
        File.Exists(_machine.File("etc/systemd/system/dataspec-backup-one.timer")).ShouldBeTrue();
        _crontab.Asked.ShouldContain("systemctl enable dataspec-backup-one.timer");
    }

    [Fact]
    public async Task A_user_without_lingering_is_told_what_to_type()
    {
        var one = Operation("one", systemd: true, root: false);

        (await one.InstallAsync(Schedule(one, "03:00"), Ct)).Notes.ShouldHaveSingleItem().ShouldContain("loginctl enable-linger me");
    }

    [Fact]
    public async Task A_crontab_that_cannot_be_read_is_not_replaced()
    {
        _crontab.Fails = true;
        var one = Operation("one", systemd: false, root: false);

        await Should.ThrowAsync<CommandFailedException>(one.InstallAsync(Schedule(one, "03:00"), Ct));

        _crontab.Asked.ShouldBe(["crontab -l"]);
    }

    ScheduleOperation Operation(string project, bool systemd, bool root)
    {
        if (systemd)
            Directory.CreateDirectory(_machine.File("run/systemd/system"));
        return new(new StackRoot(_stack.File(project)), project, new ScheduleMachine(_machine.Path, root, "me", _machine.File("home")), _crontab, ImmutableDictionary<string, string>.Empty);
    }

    static BackupSchedule Schedule(ScheduleOperation operation, string time) => new(BackupSchedule.ParseTime(time), "/mnt/b c", new(), ["notify", "a b"], operation.Place);

    string[] Lines()
    {
        var directory = _machine.File("etc/cron.d");
        var files = Directory.Exists(directory) ? Directory.GetFiles(directory) : [];
        return [.. _crontab.Text.Split('\n'), .. files.SelectMany(File.ReadAllLines)];
    }

    /// <summary>A person's crontab, and a systemctl that agrees to everything.</summary>
    sealed class Crontab : IProcessRunner
    {
        readonly ScriptedRunner _systemd = new(_ => (0, "", ""));

        public string Text { get; set; } = "";

        public bool Fails { get; set; }

        public List<string> Asked => _systemd.Asked;

        public Task<CommandResult> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken ct = default)
        {
            _ = _systemd.RunAsync(command, onLine, ct);
            if (command is { Executable: "crontab", StandardInput: { } text })
                Text = text;
            if (command is not { Executable: "crontab", Arguments: ["-l"] })
                return Task.FromResult(new CommandResult(command, 0, TimeSpan.Zero, []));
            ImmutableArray<OutputLine> lines = Text.Length == 0 || Fails
                ? [new(OutputSource.Error, Fails ? "must be privileged to use -u" : "no crontab for me")]
                : [.. Text.TrimEnd('\n').Split('\n').Select(line => new OutputLine(OutputSource.Out, line))];
            return Task.FromResult(new CommandResult(command, Text.Length == 0 || Fails ? 1 : 0, TimeSpan.Zero, lines));
        }
    }
}
