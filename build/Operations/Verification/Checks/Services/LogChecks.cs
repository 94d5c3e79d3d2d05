using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Verification.Checks.Services;

/// <summary>Whether what containers print can be found again.</summary>
static class LogChecks
{
    public const string Loki = "loki.ready";
    const string Shipper = "shipper.ready";

    /// <summary>4 s were measured, with Loki and Promtail themselves; a shipper that was just told no waits longer.</summary>
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(25);

    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(400);

    public static ImmutableArray<ICheck> All { get; } =
    [
        Ready(Loki, "Loki", _ => CoreServices.Loki),
        Ready(Shipper, "The log shipper (`LOG_SHIPPER`)", settings => settings.LogShipper),
        new Check(
            new("logs.arrive", 2, "A line that a container prints is found by Grafana in Loki (writes one line to the log of Postgres, with the words `dataspec verify`)", "./build.sh Logs --service promtail (or alloy) says what it cannot send; docs/logs.md")
            {
                Services = [CoreServices.Postgres, CoreServices.Loki, CoreServices.Grafana, "promtail", "alloy"],
                Needs = [PostgresChecks.Login, GrafanaChecks.Login, Loki, Shipper, GrafanaChecks.Sources],
                Profile = StackProfiles.Logging,
                Patience = Longest + TimeSpan.FromSeconds(5),
            },
            ArriveAsync),
    ];

    /// <summary>Neither publishes a port: each is asked by the health check of its own container, now instead of at the last interval.</summary>
    static Check Ready(string id, string what, Func<StackSettings, string> service) => new(
        new(id, 2, $"{what} says that it is ready", "./build.sh Logs --service NAME, then ./build.sh Up") { Profile = StackProfiles.Logging, Services = [CoreServices.Loki, "promtail", "alloy"] },
        async (view, ct) =>
        {
            var name = service(view.Settings);
            if ((await view.SnapshotAsync(ct)).ContainerOf(name) is not { IsRunning: true } container)
                return CheckOutcome.Failed($"{name} does not run", name);
            var answer = await view.Project.ExecAsync(container.Id, container.HealthTest, ct);
            return answer.Succeeded ? CheckOutcome.Passed($"{name} is ready") : CheckOutcome.Failed($"{name} is not ready (its health check ends with {answer.ExitCode})", name);
        });

    static async Task<CheckOutcome> ArriveAsync(StackView view, CancellationToken ct)
    {
        // By Postgres: its server prints what a session says for the log, so that no container is started and none entered.
        var marker = $"dataspec verify {RandomNumberGenerator.GetHexString(12, lowercase: true)}";
        var begun = view.Time.GetTimestamp();
        var from = view.Time.GetUtcNow().AddMinutes(-5).ToUnixTimeMilliseconds();
        await view.Postgres.ExecuteAsync($"do $$ begin raise log '{marker}'; end $$", ct);
        var query = Uri.EscapeDataString($$"""{service="postgres"} |= "{{marker}}" """.Trim());
        // Through Grafana, as people look at logs: Loki publishes no port.
        var page = string.Create(CultureInfo.InvariantCulture, $"api/datasources/proxy/uid/dataspec-loki/loki/api/v1/query_range?query={query}&start={from}000000");
        for (var found = false; view.Time.GetElapsedTime(begun) < Longest; await Task.Delay(Pause, view.Time, ct))
        {
            using var answer = await view.Services.GrafanaAsync(page, ct);
            if (!answer.IsSuccessStatusCode)
                return CheckOutcome.Failed($"Grafana answers {(int)answer.StatusCode} when it asks Loki");
            found = JsonElement.Parse(await answer.Content.ReadAsStringAsync(ct)).GetProperty("data").Items("result").Any();
            if (found)
                return CheckOutcome.Passed($"found after {view.Time.GetElapsedTime(begun).TotalSeconds:0.0} s");
        }

        return CheckOutcome.Failed($"'{marker}' was not in Loki after {Longest.TotalSeconds:0} s");
    }
}
