using DataSpec.Operations.Compose;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Superset;

namespace DataSpec.Operations.Verification.Checks.Data;

/// <summary>Whether people who open a dashboard see something.</summary>
static class ChartCheck
{
    /// <summary>Superset has one worker: more would only wait there.</summary>
    const int AtOnce = 2;

    /// <summary>One page of answers; more charts on dashboards than a hundred are looked at page by page by nobody.</summary>
    const string Charts = "api/v1/chart/?q=(columns:!(id,uuid,slice_name,dashboards.id),page_size:100)";

    public static ICheck Check { get; } = new Check(
        new("superset.charts", 3, "Every chart on a dashboard returns rows, read now and not from the cache", "./build.sh Logs --service superset; a chart of the stack itself: ./build.sh Dashboards")
        {
            Services = [CoreServices.Superset, CoreServices.Postgres], Needs = ["data.loads"], Profile = StackProfiles.Bi, Patience = TimeSpan.FromSeconds(45),
        },
        LookAsync);

    sealed record Chart(int Id, string Name, bool IsOurs);

    static async Task<CheckOutcome> LookAsync(StackView view, CancellationToken ct)
    {
        var superset = await view.Services.SupersetAsync(ct);
        var ours = new AssetFolder(view.Root.DashboardAssets).TryRead().Assets.Select(asset => asset.Uuid).ToHashSet(StringComparer.Ordinal);
        Chart[] charts =
        [
            .. (await superset.GetAsync(Charts, ct)).Items("result").Where(chart => chart.Items("dashboards").Any())
                .Select(chart => new Chart(chart.GetProperty("id").GetInt32(), chart.Text("slice_name") ?? "", chart.Text("uuid") is { } uuid && ours.Contains(uuid))),
        ];
        if (charts.Length == 0)
            return CheckOutcome.Warning("no dashboard has a chart");
        var answers = new (Chart Chart, string? Problem, long Rows)[charts.Length];
        await Parallel.ForAsync(0, charts.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (index, token) =>
        {
            var (problem, rows) = await AskAsync(superset, charts[index], token);
            answers[index] = (charts[index], problem, rows);
        });
        string Told(IEnumerable<(Chart Chart, string? Problem, long Rows)> some) => string.Join("; ", some.Take(5).Select(answer => $"'{answer.Chart.Name}': {answer.Problem}"));
        var bad = answers.Where(answer => answer.Problem is not null).OrderByDescending(answer => answer.Chart.IsOurs).ToArray();
        // A chart of a person's own may be meant to be empty today.
        return bad.Any(answer => answer.Chart.IsOurs) ? CheckOutcome.Failed(Told(bad))
            : bad.Length > 0 ? CheckOutcome.Warning(Told(bad))
            : CheckOutcome.Passed($"{charts.Length} charts, {answers.Sum(answer => answer.Rows)} rows");
    }

    static async Task<(string? Problem, long Rows)> AskAsync(SupersetApi superset, Chart chart, CancellationToken ct)
    {
        try
        {
            var results = (await superset.GetAsync($"api/v1/chart/{chart.Id}/data/?force=true", ct)).Items("result").ToArray();
            var rows = results.Sum(result => result.Member("rowcount")?.GetInt64() ?? 0);
            return (results.Select(result => result.Text("error")).FirstOrDefault(error => error is not null) ?? (rows == 0 ? "no rows" : null), rows);
        }
        catch (DataSpecException error)
        {
            return (error.Message, 0);
        }
    }
}
