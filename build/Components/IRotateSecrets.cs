using DataSpec.Operations.Secrets.Rotation;
using Nuke.Common;

/// <summary>New passwords and keys for the whole stack, proved.</summary>
interface IRotateSecrets : IChooses, IResumes
{
    [Parameter("Gives an interrupted rotation up and leaves everything as it is; both sets of values stay in data/.dataspec/rotation")]
    bool Abandon => TryGetValue<bool?>(() => Abandon) ?? false;

    Target RotateSecrets => _ => _
        .Description("Changes the generated secrets everywhere at once and proves it: the new ones log in, the old ones are refused")
        .Executes(() => OperateAlone(
            async ct =>
            {
                var result = await (await Stack.RotateSecrets(ct)).RunAsync(new RotateSecretsOptions([.. Only], Resume, Abandon), ct);
                // The copy of what runs holds .env too: the old values shall not stay there.
                await Stack.RecordDeployed(await Stack.Services(ct), ct);
                Report(result, RotationTable.Of);
            },
            despite: unfinished => unfinished.Kind == RotateSecretsOperation.Kind));
}
