using System.Collections.Immutable;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Secrets.Rotation;

/// <summary>For every changed secret: the new value is used with success, the old one is tried and refused.</summary>
/// <param name="isHeld">Whether a running container holds a value.</param>
sealed class RotationProof(RotationPlan rotation, RolePasswords roles, WebLogins web, Func<string, bool> isHeld)
{
    const string Encrypted = "stored values open with the new key alone";

    StackSettings To => rotation.To;

    public async Task<ImmutableArray<RotatedSecretResult>> RunAsync(IReadOnlySet<string> active, CancellationToken ct)
    {
        var results = ImmutableArray.CreateBuilder<RotatedSecretResult>();
        foreach (var secret in rotation.Secrets)
        {
            var result = await ProveAsync(secret, RotationChoice.IsActive(secret, active), ct);
            results.Add(RotationPlan.IsUnmistakable(Old(secret)) && isHeld(Old(secret)) ? result with { OldRefused = false, Note = $"{result.Note}; a running container still holds the old value" } : result);
        }

        return results.ToImmutable();
    }

    async Task<RotatedSecretResult> ProveAsync(RotatedSecret secret, bool isActive, CancellationToken ct)
    {
        if (secret.Role is { } role)
            return Of(secret, await roles.IsAcceptedAsync(new(role(To), New(secret)), ct), !await roles.IsAcceptedAsync(new(role(To), Old(secret)), ct), "logged in to Postgres");
        if (!isActive)
            return Of(secret, null, null, $"taken by '{secret.Service}' when it is next started");
        var (airflow, superset, grafana) = (Page(To.Airflow.Port), Page(To.Superset.Port), Page(To.Grafana.Port));
        return secret.Key.Name switch
        {
            var name when name == EnvKeys.AirflowAdminPassword.Name => Of(
                secret,
                await web.AirflowAsync(airflow, To.Airflow.AdminUser, New(secret), ct) is not null,
                await web.AirflowAsync(airflow, To.Airflow.AdminUser, Old(secret), ct) is null,
                "logged in to Airflow"),
            var name when name == EnvKeys.SupersetAdminPassword.Name => Of(
                secret,
                await web.SupersetAsync(superset, To.Superset.AdminUser, New(secret), ct) is not null,
                await web.SupersetAsync(superset, To.Superset.AdminUser, Old(secret), ct) is null,
                "logged in to Superset"),
            var name when name == EnvKeys.GrafanaAdminPassword.Name => Of(
                secret,
                await web.GrafanaAsync(grafana, To.Grafana.AdminUser, New(secret), ct),
                !await web.GrafanaAsync(grafana, To.Grafana.AdminUser, Old(secret), ct),
                "logged in to Grafana"),
            var name when name == EnvKeys.AirflowJwtSecret.Name => await TokenAsync(
                secret, new Uri(airflow, "api/v2/dags?limit=1"), await web.AirflowAsync(airflow, To.Airflow.AdminUser, To.Airflow.AdminPassword.Reveal(), ct), "", ct),
            var name when name == EnvKeys.SupersetSecretKey.Name => await TokenAsync(
                secret, new Uri(superset, "api/v1/me/"), await web.SupersetAsync(superset, To.Superset.AdminUser, To.Superset.AdminPassword.Reveal(), ct), $"; {Encrypted}", ct),
            // Its step ends only when that is so.
            var name when name == EnvKeys.AirflowFernetKey.Name => Of(secret, true, true, Encrypted),
            var name when name == EnvKeys.AirflowApiSecretKey.Name => Of(secret, isHeld(New(secret)), true, "the api-server was started with it"),
            _ => Of(secret, isHeld(New(secret)), null, $"'{secret.Service}' was started with it; its page was not logged in to"),
        };
    }

    async Task<RotatedSecretResult> TokenAsync(RotatedSecret secret, Uri address, string? token, string note, CancellationToken ct) => token is null
        ? Of(secret, false, null, "no token was given to the administrator")
        : Of(
            secret,
            TokenSignature.IsBy(token, New(secret)) && await web.IsTakenAsync(address, token, ct),
            !await web.IsTakenAsync(address, TokenSignature.SignedBy(token, Old(secret)), ct),
            $"it signs tokens, the old signature is refused{note}");

    static RotatedSecretResult Of(RotatedSecret secret, bool? newWorks, bool? oldRefused, string note) =>
        new(secret.Key.Name, secret.Of, Changed: true, newWorks, oldRefused, note);

    Uri Page(int port) => StackLinks.Page(StackLinks.ReachableFromHere(To.BindAddress), port);

    string New(RotatedSecret secret) => rotation.After[secret.Key.Name];

    string Old(RotatedSecret secret) => rotation.Before[secret.Key.Name];
}
