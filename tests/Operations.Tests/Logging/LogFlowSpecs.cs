using DataSpec.Operations.Processes;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Logging;

/// <summary>The way of a line, with our files and stand-ins for the products: tests/README.md says what this proves.</summary>
[Trait("kind", "integration")]
public sealed class LogFlowSpecs : IAsyncLifetime
{
    readonly ProcessRunner _runner = new(TimeProvider.System);
    SandboxStack _stack = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stack = await SandboxStack.CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (_stack is not null)
            await _stack.DisposeAsync();
    }

    [Fact(Skip = Turns.Reason, SkipType = typeof(Turns), SkipUnless = nameof(Turns.LogFlow))]
    public async Task A_line_comes_back_with_its_labels_once_also_when_the_shipper_is_killed_and_a_lost_Grafana_comes_back()
    {
        await _stack.StartAsync("postgres", "loki", "promtail", "grafana");
        await _stack.AnswersAsync();
        await _stack.HealthyAsync("loki");

        await Say("first");
        var (labels, text) = await Line("first");
        text.ShouldContain("first");
        labels.EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()).ShouldBe(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            { ["job"] = "docker", ["container"] = $"{_stack.Project}-postgres-1", ["service"] = "postgres", ["stream"] = "stderr" },
            ignoreOrder: true);
        (await _stack.GrafanaAsync("/api/datasources/proxy/uid/dataspec-loki/loki/api/v1/label/container/values"))
            .GetProperty("data").EnumerateArray()
            .ShouldAllBe(name => name.GetString()!.StartsWith($"{_stack.Project}-"), "the engine runs other containers, too");

        for (var number = 0; number < 60; number++)
        {
            if (number == 20)
                await _stack.ComposeAsync("kill", "promtail");
            if (number == 40)
                await _stack.ComposeAsync("start", "promtail");
            await Say($"number {number:000}.");
        }

        await Line("number 059");
        (await _stack.LinesAsync("{service=\"postgres\"} |= \"WARNING:  number \""))
            .Select(line => line.Text[line.Text.IndexOf("number ", StringComparison.Ordinal)..][..10])
            .ShouldBe(Enumerable.Range(0, 60).Select(number => $"number {number:000}"));

        await _stack.ComposeAsync("stop", "--timeout", "3", "grafana");
        await _stack.EmptyAsync("data/logging/grafana");
        await _stack.StartAsync("grafana");
        await _stack.AnswersAsync();
        (await _stack.GrafanaAsync("/api/search")).EnumerateArray().Select(found => found.GetProperty("uid").GetString())
            .ShouldBe(["dataspec-logs", "dataspec-operations"]);
        (await _stack.GrafanaAsync("/api/datasources")).EnumerateArray().Select(source => source.GetProperty("uid").GetString())
            .ShouldBe(["dataspec-loki", "dataspec-postgres"]);
        (await Line("first")).Text.ShouldContain("first");
        foreach (var service in new[] { "loki", "promtail", "grafana" })
            await _stack.HealthyAsync(service);
    }

    [Fact]
    public async Task A_full_log_disk_and_a_dead_Loki_hold_back_lines_and_nothing_else()
    {
        Assert.SkipUnless(Posix.EffectiveUser == 0, "only root can mount");
        var disk = Path.Combine(_stack.Root.Data, "logging", "loki");
        Directory.CreateDirectory(disk);
        var mounted = await _runner.RunAsync(Command.Of("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk), ct: Ct);
        Assert.SkipUnless(mounted.Succeeded, $"this machine does not let a test mount: {mounted.StandardError}");
        try
        {
            await _stack.StartAsync("postgres", "loki", "promtail", "grafana");
            await _stack.AnswersAsync();
            await _stack.HealthyAsync("loki");
            await Say("before");
            await Line("before");

            var filler = Path.Combine(disk, "filler");
            await File.WriteAllBytesAsync(filler, new byte[7_400_000], Ct);
            await Say("while full");
            await SandboxStack.EventuallyAsync(
                async () => (await _stack.ComposeAsync("logs", "promtail")).Contains("will retry"), "the shipper is refused");
            (await _stack.PsqlAsync("-c", "create table goes_on (id int); insert into goes_on values (1); select count(*) from goes_on"))
                .Trim().ShouldBe("1");
            (await _stack.LinesAsync("{service=\"postgres\"} |= \"while full\"")).ShouldBeEmpty();
            (await _stack.LinesAsync("{service=\"postgres\"} |= \"before\"")).ShouldNotBeEmpty("old lines can still be read");
            File.Delete(filler);
            await Line("while full");

            await _stack.ComposeAsync("kill", "loki");
            await Say("while dead");
            await _stack.HealthyAsync("postgres");
            await _stack.ComposeAsync("up", "--detach", "postgres", "db-roles");
            await _stack.StartAsync("loki");
            await _stack.HealthyAsync("loki");
            await Line("while dead");
        }
        finally
        {
            await _stack.ComposeAsync("--profile", "*", "kill");
            await _runner.RunAsync(Command.Of("umount", "--lazy", disk), ct: CancellationToken.None);
        }
    }

    /// <summary>Postgres logs a warning with this text.</summary>
    Task<string> Say(string text) => _stack.PsqlAsync("-c", $"do $$ begin raise warning '{text}'; end $$");

    async Task<(System.Text.Json.JsonElement Labels, string Text)> Line(string text)
    {
        List<(System.Text.Json.JsonElement Labels, string Text)> found = [];
        await SandboxStack.EventuallyAsync(
            async () => (found = await _stack.LinesAsync($"{{container=\"{_stack.Project}-postgres-1\"}} |= \"{text}\"")).Count > 0,
            $"'{text}' is in Loki");
        return found[0];
    }
}
