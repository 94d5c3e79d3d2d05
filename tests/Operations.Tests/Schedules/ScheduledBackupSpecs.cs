using System.Net;
using System.Text.Json;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Schedules;
using DataSpec.Operations.Tests.Compose;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Schedules;

/// <summary>The build that the schedule starts is a script here; everything around it is real.</summary>
public sealed class ScheduledBackupSpecs : IDisposable
{
    const string Token = "hooks-token-4711";

    readonly TemporaryDirectory _stack = new();
    readonly ScheduleFiles _files;
    readonly RecordingProgress _progress = new();
    readonly List<string> _printed = [];

    public ScheduledBackupSpecs()
    {
        _files = new(_stack.Root);
        _files.Write(new BackupSchedule(new(3, 0), "/mnt/b c", new(3, 2, 1), [], "cron.d"), "");
        File.WriteAllText(_files.Running, "1 x");
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _stack.Dispose();

    [Fact]
    public async Task A_backup_is_made_then_retention_applied_and_an_old_failure_forgotten()
    {
        _files.Write(new ScheduleFailure(DateTimeOffset.UtcNow, "Backup", 1, ["old"]));
        Build("""echo "$@" >>calls""");

        await Run().RunAsync(Ct);

        (await File.ReadAllLinesAsync(_stack.File("calls"), Ct)).ShouldBe(
            ["Backup --target-dir /mnt/b c", "Backups --prune --keep-daily 3 --keep-weekly 2 --keep-monthly 1 --target-dir /mnt/b c"]);
        _files.ReadFailure().ShouldBeNull();
        File.Exists(_files.Running).ShouldBeFalse();
    }

    [Fact]
    public async Task A_failure_leaves_a_marker_with_its_last_lines_and_keeps_the_old_backups()
    {
        Build("""echo "$1" >>calls; for i in $(seq 60); do echo "line $i"; done; exit 4""");

        (await Should.ThrowAsync<DataSpecException>(Run().RunAsync(Ct))).ExitCode.ShouldBe(ExitCode.VerificationFailed);

        var failure = _files.ReadFailure().ShouldNotBeNull();
        failure.Step.ShouldBe("Backup");
        failure.ExitCode.ShouldBe(4);
        failure.LastLines.Length.ShouldBe(40);
        failure.LastLines[^1].ShouldBe("line 60");
        (await File.ReadAllLinesAsync(_stack.File("calls"), Ct)).ShouldBe(["Backup"]);
        _printed.ShouldContain("line 1");
        new BackupOverviewReader(_stack.Root, "backups", TimeProvider.System).Read().Warnings
            .ShouldContain(warning => warning.Contains("failed with exit code 4: line 60", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_build_that_is_killed_is_a_failure_too()
    {
        Build("kill -9 $$");

        await Should.ThrowAsync<DataSpecException>(Run().RunAsync(Ct));

        _files.ReadFailure().ShouldNotBeNull().ExitCode.ShouldBe(137);
    }

    [Fact]
    public async Task An_interrupted_run_is_a_failure_too()
    {
        Build("echo begun; sleep 60");
        using var interrupted = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        interrupted.CancelAfter(TimeSpan.FromMilliseconds(500));

        await Should.ThrowAsync<DataSpecException>(Run().RunAsync(interrupted.Token));

        _files.ReadFailure().ShouldNotBeNull().LastLines.ShouldBe(["begun", "interrupted"]);
    }

    [Fact]
    public async Task A_run_that_holds_the_lock_is_waited_for()
    {
        Build("""echo "$1" >>calls; [ "$(wc -l <calls)" -gt 3 ] || exit 6""");

        await Run().RunAsync(Ct);

        (await File.ReadAllLinesAsync(_stack.File("calls"), Ct)).ShouldBe(["Backup", "Backup", "Backup", "Backup", "Backups"]);
    }

    [Fact]
    public async Task A_lock_that_is_never_free_is_no_failure_of_the_stack()
    {
        Build("exit 6");

        (await Should.ThrowAsync<DataSpecException>(Run().RunAsync(Ct))).ExitCode.ShouldBe(ExitCode.Locked);

        _files.ReadFailure().ShouldBeNull();
        File.Exists(_files.Running).ShouldBeFalse();
    }

    [Fact]
    public async Task A_failure_is_posted_without_secrets()
    {
        using var listener = new HttpListener();
        var address = Listen(listener);
        Build($"echo the password is made-up-secret; echo {Token}; exit 1");
        var received = ReceiveAsync(listener, 200);

        await Should.ThrowAsync<DataSpecException>(Run($"{address}{Token}", "made-up-secret", Token).RunAsync(Ct));

        var body = await received;
        using var message = JsonDocument.Parse(body);
        message.RootElement.GetProperty("event").GetString().ShouldBe("backup-failed");
        message.RootElement.GetProperty("exitCode").GetInt32().ShouldBe(1);
        message.RootElement.GetProperty("project").GetString().ShouldBe("proj");
        message.RootElement.GetProperty("lines")[0].GetString().ShouldBe("the password is ***");
        body.ShouldNotContain(Token);
    }

    [Fact]
    public async Task A_webhook_that_refuses_is_said_in_the_log_and_the_marker_is_there()
    {
        using var listener = new HttpListener();
        var address = Listen(listener);
        Build("exit 1");
        var received = ReceiveAsync(listener, 500);

        await Should.ThrowAsync<DataSpecException>(Run($"{address}{Token}", Token).RunAsync(Ct));
        await received;

        _progress.About("webhook").ShouldHaveSingleItem().ShouldBe("not told: it answered 500");
        _files.ReadFailure().ShouldNotBeNull();
    }

    [Fact]
    public async Task The_command_on_failure_gets_its_arguments_as_they_are()
    {
        Build("echo wrong; exit 3");
        var program = _stack.File("on failure.sh");
        await File.WriteAllTextAsync(program, "#!/bin/sh\nprintf '%s\\n' \"$@\" \"$DATASPEC_STEP $DATASPEC_EXIT_CODE\" >\"$(dirname \"$0\")/told\"\ncat >>\"$(dirname \"$0\")/told\"\n", Ct);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _files.Write(new BackupSchedule(new(3, 0), null, new(), [program, "a b", "$HOME"], "cron.d"), "");

        await Should.ThrowAsync<DataSpecException>(Run().RunAsync(Ct));

        var told = await File.ReadAllLinesAsync(_stack.File("told"), Ct);
        told[..3].ShouldBe(["a b", "$HOME", "Backup 3"]);
        told[3].ShouldContain("\"lines\":[\"wrong\"]");
    }

    [Fact]
    public async Task A_command_that_is_not_there_changes_nothing_else()
    {
        Build("exit 3");
        _files.Write(new BackupSchedule(new(3, 0), null, new(), ["/no/such/program"], "cron.d"), "");

        (await Should.ThrowAsync<DataSpecException>(Run().RunAsync(Ct))).ExitCode.ShouldBe(ExitCode.RequirementMissing);

        _progress.About("on-failure").ShouldHaveSingleItem().ShouldContain("/no/such/program");
    }

    [Fact]
    public void Status_tells_a_run_that_died_without_a_word()
    {
        var reader = new BackupOverviewReader(_stack.Root, "backups", TimeProvider.System);

        reader.Read().Warnings.ShouldContain(warning => warning.Contains("did not begin or was killed", StringComparison.Ordinal));

        File.WriteAllText(_files.Running, $"{Environment.ProcessId} {DataSpec.Operations.Journal.ProcessIdentity.OfThis.Boot}\n");
        reader.Read().Warnings.ShouldNotContain(warning => warning.Contains("did not begin", StringComparison.Ordinal));
    }

    [Fact]
    public void A_long_log_keeps_its_end()
    {
        File.WriteAllLines(_files.Log, Enumerable.Range(1, 200_000).Select(number => $"line {number}"));

        RunLog.Shorten(_files.Log);

        var lines = File.ReadAllLines(_files.Log);
        lines[^1].ShouldBe("line 200000");
        lines[0].ShouldStartWith("line ");
        new FileInfo(_files.Log).Length.ShouldBeLessThan(300_000);
    }

    ScheduledBackup Run(string? webhook = null, params string[] secrets)
    {
        var runner = new ProcessRunner(TimeProvider.System);
        var masked = new MaskedSecrets();
        masked.Add(secrets);
        return new(_stack.Root, new FailureNotice("proj", webhook, new HttpClient(), runner, masked, _progress), runner, _progress, new FastTime(), _printed.Add);
    }

    void Build(string script) => File.WriteAllText(_stack.File("build.sh"), script + "\n");

    static string Listen(HttpListener listener)
    {
        for (var attempt = 0; ; attempt++)
        {
            var address = $"http://127.0.0.1:{Random.Shared.Next(23900, 23999)}/";
            listener.Prefixes.Clear();
            listener.Prefixes.Add(address);
            try
            {
                listener.Start();
                return address;
            }
            catch (HttpListenerException) when (attempt < 20)
            {
                // Taken: another one.
            }
        }
    }

    static async Task<string> ReceiveAsync(HttpListener listener, int answer)
    {
        var context = await listener.GetContextAsync();
        using var reader = new StreamReader(context.Request.InputStream);
        var body = await reader.ReadToEndAsync();
        context.Response.StatusCode = answer;
        context.Response.Close();
        return body;
    }
}
