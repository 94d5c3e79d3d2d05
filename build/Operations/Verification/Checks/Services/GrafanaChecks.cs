using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Verification.Checks.Services;

/// <summary>Whether Grafana lets its administrator in and reaches what it shows.</summary>
static class GrafanaChecks
{
    public const string Login = "grafana.login";
    public const string Sources = "grafana.sources";

    /// <summary>Of the data sources that the project brings (<c>scripts-config/grafana/provisioning</c>); what people add is theirs.</summary>
    const string Ours = "dataspec-";

    public static ImmutableArray<ICheck> All { get; } =
    [
        new Check(
            new(Login, 2, "Grafana's administrator logs in with the password of `.env`", "./build.sh RotateSecrets --only grafana (gives Grafana a new password)") { Services = [CoreServices.Grafana], Profile = StackProfiles.Logging },
            async (view, ct) =>
            {
                using var answer = await view.Services.GrafanaAsync("api/org", ct);
                return answer.IsSuccessStatusCode ? CheckOutcome.Passed($"'{view.Settings.Grafana.AdminUser}' logs in")
                    : answer.StatusCode is HttpStatusCode.Unauthorized ? CheckOutcome.Failed($"Grafana refuses GRAFANA_ADMIN_PASSWORD of .env for '{view.Settings.Grafana.AdminUser}'")
                    : CheckOutcome.Failed($"Grafana answers {(int)answer.StatusCode}");
            }),
        new Check(
            new(Sources, 2, "Grafana's data sources answer: Loki, and the warehouse as `grafana_reader`", "./build.sh Compose -- run --rm --no-deps db-roles (password of the role), ./build.sh Logs --service loki")
            { Services = [CoreServices.Grafana, CoreServices.Loki, CoreServices.Postgres], Needs = [Login, LogChecks.Loki], Profile = StackProfiles.Logging },
            SourcesAsync),
    ];

    static async Task<CheckOutcome> SourcesAsync(StackView view, CancellationToken ct)
    {
        using var list = await view.Services.GrafanaAsync("api/datasources", ct);
        list.EnsureSuccessStatusCode();
        var uids = JsonElement.Parse(await list.Content.ReadAsStringAsync(ct)).EnumerateArray().Select(source => source.Text("uid")!).Where(uid => uid.StartsWith(Ours, StringComparison.Ordinal)).ToArray();
        var ill = (await Task.WhenAll(uids.Select(uid => IllnessAsync(view, uid, ct)))).OfType<string>().ToArray();
        return uids.Length == 0 ? CheckOutcome.Failed("Grafana has none of our data sources") with { Remedy = "./build.sh Logs --service grafana says why it did not take scripts-config/grafana/provisioning" }
            : ill.Length == 0 ? CheckOutcome.Passed($"{string.Join(", ", uids)} answer")
            : CheckOutcome.Failed(string.Join("; ", ill));
    }

    static async Task<string?> IllnessAsync(StackView view, string uid, CancellationToken ct)
    {
        using var answer = await view.Services.GrafanaAsync($"api/datasources/uid/{uid}/health", ct);
        if (answer.IsSuccessStatusCode)
            return null;
        var text = await answer.Content.ReadAsStringAsync(ct);
        return $"{uid}: {(text.StartsWith('{') ? JsonElement.Parse(text).Text("message") : null) ?? $"status {(int)answer.StatusCode}"}";
    }
}
