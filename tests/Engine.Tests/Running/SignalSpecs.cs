using System.Diagnostics;
using System.Globalization;
using Shouldly;

namespace DataSpec.Engine.Tests.Running;

public sealed class SignalSpecs
{
    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    [InlineData("HUP", 129)]
    public async Task A_signal_ends_the_running_target_and_its_children(string signal, int exitCode)
    {
        using var run = new TestRun();
        using var build = await Dummy.Start(run.Root, "Wait", "Never");

        build.Send(signal);
        var output = await build.End();

        build.ExitCode.ShouldBe(exitCode);
        output.ShouldContain("Aborted");
        output.ShouldContain("NotRun");
        output.ShouldNotContain("went on");
        build.ChildIsAlive.ShouldBeFalse();
    }

    [Fact]
    public async Task A_second_INT_ends_a_target_that_does_not_listen()
    {
        using var run = new TestRun();
        using var build = await Dummy.Start(run.Root, "Stubborn");

        build.Send("INT");
        await build.Says("Interrupted");
        build.Send("INT");
        await build.End();

        build.ExitCode.ShouldBe(130);
        build.ChildIsAlive.ShouldBeFalse();
    }

    [Fact]
    public async Task A_secret_is_masked_on_the_console_and_in_the_log()
    {
        using var run = new TestRun();
        using var build = await Dummy.Start(run.Root, "Tell", "--api-token", "t0psecret");

        var output = await build.End();

        output.ShouldContain("The token is ***");
        output.ShouldNotContain("t0psecret");
        run.LogFile().ShouldContain("The token is ***");
        run.LogFile().ShouldNotContain("t0psecret");
    }

    /// <summary>The dummy build in a process of its own.</summary>
    sealed class Dummy : IDisposable
    {
        static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

        readonly Process _process;
        string _seen = "";
        int _child;

        Dummy(Process process) => _process = process;

        public int ExitCode => _process.ExitCode;

        public bool ChildIsAlive => Directory.Exists($"/proc/{_child}") && !File.ReadAllText($"/proc/{_child}/stat").Contains(") Z ", StringComparison.Ordinal);

        public static async Task<Dummy> Start(string root, params string[] arguments)
        {
            // A run in the background is started with INT ignored and hands that on: the tests are about what a terminal sends.
            var info = new ProcessStartInfo("env", ["--default-signal", "sh", "-c", "exec \"$0\" \"$@\" 2>&1", Path.Combine(AppContext.BaseDirectory, "DataSpec.Engine.Dummy"), .. arguments])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            };
            info.Environment["NUKE_ROOT"] = root;
            var dummy = new Dummy(Process.Start(info)!);
            if (arguments[0] is "Wait" or "Stubborn")
                dummy._child = int.Parse((await dummy.Says("child ")).Split("child ")[1], CultureInfo.InvariantCulture);
            return dummy;
        }

        public void Send(string signal)
        {
            using var kill = Process.Start("kill", ["-" + signal, _process.Id.ToString(CultureInfo.InvariantCulture)]);
            kill.WaitForExit();
        }

        public async Task<string> Says(string text)
        {
            while (await _process.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line)
            {
                _seen += line + "\n";
                if (line.Contains(text, StringComparison.Ordinal))
                    return line;
            }

            throw new InvalidOperationException($"It never said '{text}': {_seen}");
        }

        public async Task<string> End()
        {
            _seen += await _process.StandardOutput.ReadToEndAsync().WaitAsync(Limit);
            await _process.WaitForExitAsync().WaitAsync(Limit);
            return _seen;
        }

        public void Dispose()
        {
            if (!_process.HasExited)
                _process.Kill(entireProcessTree: true);
            _process.Dispose();
        }
    }
}
