using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Secrets.Rotation;

/// <inheritdoc cref="IRotationStack"/>
/// <param name="partsWith">The stack with these settings.</param>
sealed class RotationStack(
    Func<StackSettings, StackParts> partsWith, Func<StackSettings> current, IProcessRunner runner, HttpClient http, TimeProvider time) : IRotationStack
{
    const string Grafana = "grafana";
    static readonly TimeSpan PostgresPatience = TimeSpan.FromMinutes(5);

    public async Task<ImmutableHashSet<string>> ReadActiveAsync(CancellationToken ct) =>
        [.. (await partsWith(current()).Project.ReadModelAsync(ct)).Services.Keys];

    public async Task EnsureRunsAsync(CancellationToken ct)
    {
        var parts = partsWith(current());
        var snapshot = await StackSnapshot.TakeAsync(parts.Project, ct);
        var idle = snapshot.Model.Services.Values
            .FirstOrDefault(service => service is { IsOneShot: false, IsOptional: false } && snapshot.ContainerOf(service.Name) is not { IsRunning: true });
        if (idle is not null)
        {
            throw new DataSpecException(ExitCode.RequirementMissing, $"'{idle.Name}' does not run: new secrets are proved on the running stack.")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = "./build.sh Up, then ./build.sh RotateSecrets",
            };
        }

        // What .env says must be in force, or nobody could tell old from new later.
        await using var connection = await new PostgresClient(parts.Superuser).OpenAsync(ct);
    }

    public async Task StopAsync(RotationPlan rotation, CancellationToken ct)
    {
        var project = partsWith(rotation.From).Project;
        var snapshot = await StackSnapshot.TakeAsync(project, ct);
        if (snapshot.ContainerOf(CoreServices.Postgres) is not { IsReady: true })
        {
            await project.UpAsync(CoreServices.Postgres);
            await new ServiceWait(project, time).UntilReadyAsync(CoreServices.Postgres, PostgresPatience, ct);
        }

        var holders = snapshot.Model.Services.Values
            .Where(service => service is { IsOneShot: false, Name: not CoreServices.Postgres } && rotation.Values.Any(value => service.Definition.Contains(value, StringComparison.Ordinal)))
            .Select(service => service.Name);
        var affected = new ServiceGraph(snapshot.Model).WithDependents(holders);
        await partsWith(await InForceAsync(rotation, ct)).Stop.StopServicesAsync(
            [.. snapshot.Containers.Where(container => affected.Contains(container.Service))], new StackStopOptions(), ct);
    }

    public async Task EncryptAirflowAsync(RotationPlan rotation, CancellationToken ct)
    {
        if (!rotation.Changes(EnvKeys.AirflowFernetKey) && !rotation.RolesAfter.Any())
            return;
        var key = string.Join(',', new[] { rotation.To, rotation.From }.Select(settings => settings.Airflow.FernetKey.Reveal()).Distinct(StringComparer.Ordinal));
        await Script(rotation).RunAsync("airflow-init", await InForceAsync(rotation, ct), (EnvKeys.AirflowFernetKey, key), ct);
    }

    public async Task EncryptSupersetAsync(RotationPlan rotation, CancellationToken ct)
    {
        if ((!rotation.Changes(EnvKeys.SupersetSecretKey) && !rotation.RolesAfter.Any()) || !(await ReadActiveAsync(ct)).Contains("superset-init"))
            return;
        await Script(rotation).RunAsync("superset-init", await InForceAsync(rotation, ct), (EnvKeys.SupersetSecretKey, rotation.To.Superset.SecretKey.Reveal()), ct);
    }

    public async Task SetRolePasswordsAsync(RotationPlan rotation, CancellationToken ct)
    {
        RolePassword[] roles = [.. rotation.RolesAfter];
        if (roles.Length > 0)
            await new RolePasswords(partsWith(await InForceAsync(rotation, ct)).Superuser).SetAsync(roles, ct);
    }

    public Task StartAsync(RotationPlan rotation, CancellationToken ct) =>
        partsWith(rotation.To).Start.RunAsync(new StackStartOptions { FingerprintKey = rotation.To.Airflow.FernetKey.Reveal() }, ct);

    public async Task SetServicePasswordsAsync(RotationPlan rotation, CancellationToken ct)
    {
        if (!rotation.Changes(EnvKeys.GrafanaAdminPassword))
            return;
        var project = partsWith(rotation.To).Project;
        if ((await project.ReadContainersAsync(Grafana, ct)).FirstOrDefault(container => container.IsRunning) is not { } container)
            throw new DataSpecException(ExitCode.FailedUnchanged, "Grafana does not run: its administrator has the old password still.") { NextStep = "./build.sh Logs --service grafana --no-follow" };
        var reset = project.Docker("exec", "--interactive", container.Id, "grafana", "cli", "admin", "reset-admin-password", "--password-from-stdin")
            .WithInput(rotation.To.Grafana.AdminPassword.Reveal());
        (await runner.RunAsync(reset, ct: ct)).EnsureSuccess();
    }

    public async Task<ImmutableArray<RotatedSecretResult>> ProveAsync(RotationPlan rotation, CancellationToken ct)
    {
        var parts = partsWith(rotation.To);
        var proof = new RotationProof(rotation, new RolePasswords(parts.Superuser), new WebLogins(http, time), await new ContainerSecrets(parts.Project, runner).ReadAsync(ct));
        return await proof.RunAsync(await ReadActiveAsync(ct), ct);
    }

    KeyScript Script(RotationPlan rotation) => new(partsWith(rotation.To).Project, runner, rotation);

    /// <summary>The settings whose passwords the cluster accepts: all roles change in one transaction, so that one of them tells of all.</summary>
    async Task<StackSettings> InForceAsync(RotationPlan rotation, CancellationToken ct)
    {
        var passwords = new RolePasswords(partsWith(rotation.To).Superuser);
        foreach (var (after, before) in rotation.RolesAfter.Zip(rotation.RolesBefore))
        {
            if (await passwords.IsAcceptedAsync(after, ct))
                return rotation.To;
            if (await passwords.IsAcceptedAsync(before, ct))
                return rotation.From;
            if (rotation.Changes(EnvKeys.PostgresPassword))
                throw new DataSpecException(ExitCode.FailedUnchanged, $"Postgres accepts neither the old nor the new password of '{after.Role}'.") { NextStep = "docs/secrets.md, 'A password is lost'" };
        }

        return rotation.To;
    }
}
