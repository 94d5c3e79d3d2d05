using System.Collections.Immutable;
using DataSpec.Operations.Compose;

namespace DataSpec.Operations.Verification.Checks.Services;

/// <summary>Whether Airflow lets its administrator in, and its parts live.</summary>
static class AirflowChecks
{
    public const string Login = "airflow.login";
    public const string Health = "airflow.health";

    public static ImmutableArray<ICheck> All { get; } =
    [
        new Check(
            new(Login, 2, "Airflow's administrator logs in with the password of `.env`", "./build.sh Compose -- run --rm --no-deps airflow-init (gives Airflow the password of .env)")
            { Services = [CoreServices.ApiServer], Patience = ServiceAccess.Patience + TimeSpan.FromSeconds(5) },
            LoginAsync),
        new Check(
            new(Health, 2, "Database, scheduler and dag-processor of Airflow are healthy and beat, the triggerer too where its profile is on", "./build.sh Logs --service NAME, then ./build.sh Up")
            { Services = [CoreServices.ApiServer, CoreServices.Scheduler, CoreServices.DagProcessor], Patience = ServiceAccess.Patience + TimeSpan.FromSeconds(5) },
            HealthAsync),
    ];

    static async Task<CheckOutcome> LoginAsync(StackView view, CancellationToken ct)
    {
        var airflow = await view.Services.AirflowAsync(ct);
        var version = (await airflow.GetAsync("api/v2/version", ct)).Text("version");
        return CheckOutcome.Passed($"'{view.Settings.Airflow.AdminUser}' logs in (version {version})");
    }

    static async Task<CheckOutcome> HealthAsync(StackView view, CancellationToken ct)
    {
        var beats = await view.Services.BeatsAsync(ct);
        var evidence = string.Join(", ", beats.Parts);
        var ill = beats.Ill.ToArray();
        return ill.Length == 0
            ? CheckOutcome.Passed(evidence)
            : CheckOutcome.Failed(evidence, [.. ill.Select(part => part.Service)])
                with { Remedy = $"./build.sh Logs --service {ill[0].Service}, then ./build.sh Up" };
    }
}
