using System.Net;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Verification.Checks.Services;

/// <summary>Asks each page for something that is not everybody's business, without logging in.</summary>
sealed class PrivatePages : ICheck
{
    public CheckDescription About { get; } = new(
        "pages.private", 2, "Who is not logged in is told nothing by Airflow, Superset, pgAdmin and Grafana", "take the permissions from the role Public on the service's own page; Grafana: GF_AUTH_ANONYMOUS_ENABLED must be false");

    public async Task<CheckOutcome> LookAsync(StackView view, CancellationToken ct)
    {
        var services = view.Services;
        (string Name, string? Profile, Uri Page)[] pages =
        [
            ("Airflow", null, new(services.Airflow, "api/v2/connections")),
            ("Superset", StackProfiles.Bi, new(services.Superset, "api/v1/database/")),
            ("pgAdmin", StackProfiles.Admin, new(services.PgAdmin, "browser/")),
            ("Grafana", StackProfiles.Logging, new(services.Grafana, "api/datasources")),
        ];
        var asked = await Task.WhenAll(pages.Where(page => page.Profile is null || view.Settings.Runs(page.Profile)).Select(async page => (page.Name, page.Page, Status: await AskAsync(view, page.Name, page.Page, ct))));
        var open = asked.Where(one => one.Status is HttpStatusCode.OK).Select(one => $"{one.Name} answers {one.Page.AbsolutePath} to anybody").ToArray();
        return open.Length > 0 ? CheckOutcome.Failed(string.Join("; ", open)) : CheckOutcome.Passed(string.Join(", ", asked.Select(one => $"{one.Name} {(one.Status is { } status ? $"{(int)status}" : "does not answer")}")));
    }

    /// <summary>Null of a service that is silent: that is what its login check tells.</summary>
    static async Task<HttpStatusCode?> AskAsync(StackView view, string service, Uri page, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(TimeSpan.FromSeconds(8));
        try
        {
            using var answer = await view.Services.AskAsync(service, page, patience.Token);
            // Sent to the login page is as good as refused.
            return answer.RequestMessage!.RequestUri!.AbsolutePath.Contains("login", StringComparison.Ordinal) ? HttpStatusCode.Unauthorized : answer.StatusCode;
        }
        catch (Exception error) when (error is DataSpecException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return null;
        }
    }
}
