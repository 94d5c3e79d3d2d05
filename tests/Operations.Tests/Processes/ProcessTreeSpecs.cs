using System.Diagnostics;
using System.Globalization;
using DataSpec.Operations.Processes;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Processes;

/// <summary>What is left of a program's children, seen in <c>/proc</c>.</summary>
public class ProcessTreeSpecs
{
    const string Grandchildren = "sleep 300 & echo $!; (sleep 300 & echo $!); setsid sh -c 'echo $$; exec sleep 300' & ";

    [Fact]
    public async Task A_timeout_ends_children_orphans_and_other_sessions()
    {
        var ids = new List<int>();
        var command = Sh(Grandchildren + "wait").Within(TimeSpan.FromSeconds(1));

        var error = await Should.ThrowAsync<CommandTimeoutException>(Run(command, Collect(ids)));

        error.Message.ShouldContain("did not end within 1 s");
        ids.Count.ShouldBe(3);
        ids.ShouldAllBe(id => !Runs(id));
    }

    [Fact]
    public async Task A_cancellation_ends_the_whole_tree()
    {
        using var cancel = new CancellationTokenSource();
        var ids = new List<int>();
        var collect = Collect(ids);

        await Should.ThrowAsync<OperationCanceledException>(Run(
            Sh(Grandchildren + "wait"),
            line =>
            {
                collect(line);
                if (ids.Count == 3)
                    cancel.Cancel();
            },
            cancel.Token));

        ids.Count.ShouldBe(3);
        ids.ShouldAllBe(id => !Runs(id));
    }

    [Fact]
    public async Task Orphans_end_with_a_cancellation_though_the_program_itself_has_ended()
    {
        using var cancel = new CancellationTokenSource();
        var ids = new List<int>();
        var collect = Collect(ids);

        // The orphan prints on, so that its pipes are never quiet.
        await Should.ThrowAsync<OperationCanceledException>(Run(
            Sh("(while echo tick; do sleep 0.1; done) & echo $!"),
            line =>
            {
                collect(line);
                if (line.Text != "tick")
                    cancel.CancelAfter(TimeSpan.FromSeconds(0.5));
            },
            cancel.Token));

        ids.Count.ShouldBe(1);
        Runs(ids[0]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_program_gets_time_to_tidy_up_before_it_is_killed()
    {
        var lines = new List<string>();

        await Should.ThrowAsync<CommandTimeoutException>(Run(
            Sh("trap 'echo tidied; exit 0' TERM; echo $$; while :; do sleep 0.05; done").Within(TimeSpan.FromSeconds(0.5)),
            line => lines.Add(line.Text)));

        // A shell may tell on its other output that its child was terminated; which of the two is read first is chance.
        lines.ShouldContain("tidied");
    }

    [Fact]
    public async Task A_program_that_ignores_the_request_is_killed_after_the_grace()
    {
        var ids = new List<int>();
        var command = Sh(
            "trap '' TERM; echo $$; while :; do sleep 0.05; done") with
        { Timeout = TimeSpan.FromSeconds(0.3), StopGrace = TimeSpan.FromSeconds(0.3) };
        var watch = Stopwatch.StartNew();

        await Should.ThrowAsync<CommandTimeoutException>(Run(command, Collect(ids)));

        Runs(ids.ShouldHaveSingleItem()).ShouldBeFalse();
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.6));
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_quiet_grandchild_that_holds_the_pipes_does_not_hold_the_result()
    {
        var ids = new List<int>();
        var watch = Stopwatch.StartNew();

        var result = await Run(Sh("sleep 300 & echo $!"), Collect(ids));

        var orphan = ids.ShouldHaveSingleItem();
        try
        {
            result.ExitCode.ShouldBe(0);
            result.OutputWasCut.ShouldBeTrue();
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
            Runs(orphan).ShouldBeTrue();
        }
        finally
        {
            Process.GetProcessById(orphan).Kill();
        }
    }

    [Fact]
    public async Task A_talking_grandchild_is_listened_to_for_ten_seconds_at_most()
    {
        var ids = new List<int>();

        var result = await Run(Sh("(while sleep 0.2; do echo tick; done) & echo $!"), Collect(ids));

        Process.GetProcessById(ids.ShouldHaveSingleItem()).Kill();
        result.OutputWasCut.ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_listener_throws_ends_the_program_and_is_thrown()
    {
        var ids = new List<int>();

        await Should.ThrowAsync<FormatException>(Run(
            Sh("echo $$; exec sleep 300"),
            line =>
            {
                ids.Add(int.Parse(line.Text, CultureInfo.InvariantCulture));
                throw new FormatException("not what was expected");
            }));

        Runs(ids.ShouldHaveSingleItem()).ShouldBeFalse();
    }

    [Fact]
    public async Task A_timeout_tells_the_last_lines_and_masks_them()
    {
        var command = Sh("echo waiting for topsecret; sleep 300").Hiding("topsecret").Within(TimeSpan.FromSeconds(0.5));

        var error = await Should.ThrowAsync<CommandTimeoutException>(Run(command));

        error.Message.ShouldContain("waiting for ***");
        error.Message.ShouldNotContain("topsecret");
    }

    static bool Runs(int id) => ProcessTable.Find(id) is { IsRunning: true };

    static Action<OutputLine> Collect(List<int> ids) => line =>
    {
        if (int.TryParse(line.Text, CultureInfo.InvariantCulture, out var id))
            ids.Add(id);
    };

    static Command Sh(string script) => Command.Of("sh", "-c", script);

    static Task<CommandResult> Run(Command command, Action<OutputLine>? onLine = null, CancellationToken? ct = null) =>
        new ProcessRunner(TimeProvider.System).RunAsync(command, onLine, ct ?? TestContext.Current.CancellationToken);
}
