using DataSpec.Operations.Processes;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Processes;

public class ProcessRunnerSpecs
{
    [Theory]
    [InlineData("echo one; echo; echo two >&2; exit 1", "one; two")]
    [InlineData("exit 5", "it said nothing and ended with exit code 5")]
    [InlineData("kill -9 $$", "it said nothing and was killed")]
    [InlineData("echo one; kill -9 $$", "one; then it was killed")]
    public async Task What_a_program_said_last_or_how_it_ended_is_one_line(string script, string told)
    {
        var result = await new ProcessRunner(TimeProvider.System).RunAsync(Command.Of("sh", "-c", script), ct: TestContext.Current.CancellationToken);

        // Which of the two streams is read first is chance.
        string.Join("; ", result.LastWords().Split("; ").Order(StringComparer.Ordinal)).ShouldBe(told);
    }

    [Fact]
    public async Task Both_streams_arrive_line_by_line_and_apart()
    {
        var lines = new List<OutputLine>();

        var result = await Run(Sh("echo one; echo two >&2; printf three"), lines.Add);

        result.StandardOutput.ShouldBe("one\nthree");
        result.StandardError.ShouldBe("two");
        lines.Count.ShouldBe(3);
        result.Duration.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_line_is_passed_on_before_the_program_ends()
    {
        var fifo = Path.Combine(Path.GetTempPath(), $"fifo-{Guid.NewGuid():N}");

        var result = await Run(
            Sh($"mkfifo {fifo}; echo ready; read answer < {fifo}; echo $answer; rm {fifo}"),
            line =>
            {
                if (line.Text == "ready")
                    File.WriteAllText(fifo, "go\n");
            });

        result.StandardOutput.ShouldBe("ready\ngo");
    }

    [Fact]
    public async Task Progress_with_carriage_returns_is_shown_step_by_step() =>
        (await Run(Sh(@"printf '10%%\r20%%\r\ndone\n'"))).StandardOutput.ShouldBe("10%\n20%\ndone");

    [Fact]
    public async Task Ten_megabytes_on_each_stream_neither_block_nor_pile_up()
    {
        const string Flood = "head -c 10000000 /dev/zero | tr '\\0' 'x' | fold -w 99";
        long seen = 0;

        var result = await Run(Sh($"{Flood} & {Flood} >&2; wait"), _ => seen++);

        seen.ShouldBe(2 * 101_011);
        result.Lines.Length.ShouldBe(10_000);
        result.DroppedLines.ShouldBe(seen - 10_000);
        Should.Throw<InvalidOperationException>(() => result.StandardOutput);
    }

    [Fact]
    public async Task Output_that_nobody_wants_is_not_kept()
    {
        var seen = new List<string>();

        var result = await Run(Sh("echo a; echo b").WithoutCapture(), line => seen.Add(line.Text));

        seen.ShouldBe(["a", "b"]);
        result.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Text_is_UTF_8_in_both_directions() =>
        (await Run(Command.Of("cat").WithInput("größer 数 🚕"))).StandardOutput.ShouldBe("größer 数 🚕");

    [Fact]
    public async Task A_big_input_reaches_a_program_that_answers_meanwhile()
    {
        var text = string.Join('\n', Enumerable.Range(0, 200_000).Select(number => $"row {number}"));

        (await Run(Command.Of("cat").WithInput(text) with { KeptLines = 300_000 })).StandardOutput.ShouldBe(text);
    }

    [Fact]
    public async Task A_program_that_does_not_read_its_input_is_no_failure() =>
        (await Run(Command.Of("true").WithInput(new string('x', 1_000_000)))).ExitCode.ShouldBe(0);

    [Fact]
    public async Task Without_input_the_program_reads_an_empty_one() => (await Run(Command.Of("cat"))).StandardOutput.ShouldBe("");

    [Fact]
    public async Task Arguments_arrive_as_they_are() =>
        (
            await Run(Command.Of("printf", "%s|", "a b", "$HOME", "", "it's", "\"q\"", "*"))).StandardOutput.ShouldBe("a b|$HOME||it's|\"q\"|*|");

    [Fact]
    public async Task Environment_and_directory_are_the_command_s_own()
    {
        var command = Sh("echo $ADDED ${HOME:-none}; pwd").WithVariable("ADDED", "yes").WithVariable("HOME", null).In("/usr");

        (await Run(command)).StandardOutput.ShouldBe("yes none\n/usr");
    }

    [Theory]
    [InlineData("exit 3", 3, "exit code 3.")]
    [InlineData("kill -KILL $$", 137, "SIGKILL")]
    [InlineData("kill -TERM $$", 143, "SIGTERM")]
    public async Task A_failure_tells_the_command_its_code_and_its_last_lines(string script, int code, string expected)
    {
        var result = await Run(Sh($"echo last words; {script}"));

        result.ExitCode.ShouldBe(code);
        var error = Should.Throw<CommandFailedException>(result.EnsureSuccess);
        error.Message.ShouldContain(expected);
        error.Message.ShouldContain("last words");
        error.Message.ShouldContain("sh -c");
    }

    [Fact]
    public async Task A_program_that_is_not_there_is_a_missing_requirement()
    {
        var error = await Should.ThrowAsync<CommandNotFoundException>(Run(Command.Of("no-such-program")));

        error.ExitCode.ShouldBe(ExitCode.RequirementMissing);
        error.Message.ShouldContain("'no-such-program'");
    }

    [Fact]
    public async Task A_directory_that_is_not_there_is_named() =>
        (await Should.ThrowAsync<DataSpecException>(Run(Command.Of("true").In("/no/such/place")))).Message.ShouldContain("/no/such/place");

    [Fact]
    public async Task Secrets_are_masked_in_lines_results_and_errors()
    {
        var secrets = new MaskedSecrets();
        secrets.Add(["global-secret"]);
        var lines = new List<string>();

        var result = await new ProcessRunner(TimeProvider.System, secrets).RunAsync(
            Sh("echo own-secret; echo global-secret >&2; exit 1").Hiding("own-secret"),
            line => lines.Add(line.Text),
            TestContext.Current.CancellationToken);

        string[] shown = [.. lines, result.StandardOutput, result.StandardError, $"{result.Command}", Should.Throw<CommandFailedException>(result.EnsureSuccess).Message];
        shown.ShouldAllBe(text => !text.Contains("own-secret") && !text.Contains("global-secret"));
        lines.ShouldBe(["***", "***"], ignoreOrder: true);
    }

    [Fact]
    public void Input_and_environment_are_not_part_of_a_command_s_text() =>
        $"{Command.Of("psql").WithInput("hidden").WithVariable("PGPASSWORD", "hidden")}".ShouldBe("psql");

    [Fact]
    public async Task An_interactive_program_has_the_terminal_s_streams() =>
        (await Run(Sh("exit 4").OnTerminal())).ExitCode.ShouldBe(4);

    [Fact]
    public async Task Nothing_starts_when_the_run_is_already_cancelled() =>
        await Should.ThrowAsync<OperationCanceledException>(
            new ProcessRunner(TimeProvider.System).RunAsync(Command.Of("no-such-program"), ct: new CancellationToken(canceled: true)));

    static Command Sh(string script) => Command.Of("sh", "-c", script);

    static Task<CommandResult> Run(Command command, Action<OutputLine>? onLine = null) =>
        new ProcessRunner(TimeProvider.System).RunAsync(command, onLine, TestContext.Current.CancellationToken);
}
