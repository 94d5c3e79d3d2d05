using System.Diagnostics;
using DataSpec.Operations.Processes;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Processes;

/// <summary>The watchdog around a process that stands for the tool: its death by force must not leave children.</summary>
[Trait("kind", "integration")]
public sealed class WatchdogSpecs
{
    [Fact]
    public async Task What_a_killed_run_left_is_ended_and_what_was_detached_stays()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        var mark = Guid.NewGuid().ToString("N");
        var session = ProcessTable.SessionOf(Environment.ProcessId)!.Value;
        using var left = Sleep("sh", ["-c", "trap '' HUP; sleep 300 & wait"], mark);
        using var stubborn = Sleep("sh", ["-c", "trap '' TERM; while :; do sleep 1; done"], mark);
        using var detached = Sleep("setsid", ["sleep", "300"], mark);
        using var stranger = Sleep("sleep", ["300"], "another");

        using (var watchdog = Start(mark, session))
        {
            watchdog.StandardInput.Close();
            await watchdog.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        }

        await left.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        await stubborn.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        (detached.HasExited, stranger.HasExited).ShouldBe((false, false));
        detached.Kill();
        stranger.Kill();
    }

    [Fact]
    public async Task After_an_ordinary_end_it_ends_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs /proc");
        var mark = Guid.NewGuid().ToString("N");
        using var child = Sleep("sleep", ["300"], mark);
        using var watchdog = Start(mark, ProcessTable.SessionOf(Environment.ProcessId)!.Value);

        await watchdog.StandardInput.WriteAsync("done\n".AsMemory(), TestContext.Current.CancellationToken);
        watchdog.StandardInput.Close();
        await watchdog.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        child.HasExited.ShouldBeFalse();
        child.Kill();
    }

    static Process Start(string mark, int session) =>
        Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", Watchdog.Script, "watchdog", mark, $"{session}"]) { UseShellExecute = false, RedirectStandardInput = true })!;

    static Process Sleep(string program, string[] arguments, string mark)
    {
        var info = new ProcessStartInfo(program, arguments);
        info.Environment[ProcessTree.Variable] = $"above/{mark}/call";
        return Process.Start(info)!;
    }
}
