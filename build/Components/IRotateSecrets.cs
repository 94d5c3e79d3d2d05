using DataSpec.Operations.Secrets.Rotation;
using Nuke.Common;

/// <summary>New passwords and keys for the whole stack, proved.</summary>
interface IRotateSecrets : IReports
{
    [Parameter("Secrets to change: keys of .env or services (postgres, airflow, superset, pgadmin, grafana); all by default", Separator = ",")]
    string[] Only => TryGetValue(() => Only) ?? [];

    [Parameter("Finishes a rotation that was interrupted")]
    bool Resume => TryGetValue<bool?>(() => Resume) ?? false;

    [Parameter("Gives an interrupted rotation up and leaves everything as it is; both sets of values stay in data/.dataspec/rotation")]
    bool Abandon => TryGetValue<bool?>(() => Abandon) ?? false;

    Target RotateSecrets => _ => _
        .Description("Changes the generated secrets everywhere at once and proves it: the new ones log in, the old ones are refused")
        .Executes(() => OperateAlone(
            async ct => Report(await (await Stack.RotateSecrets(ct)).RunAsync(new RotateSecretsOptions([.. Only], Resume, Abandon), ct), RotationTable.Of),
            despite: unfinished => unfinished.Kind == RotateSecretsOperation.Kind));
}
