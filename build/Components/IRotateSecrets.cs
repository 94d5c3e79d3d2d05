using System.ComponentModel;
using DataSpec.Operations.Secrets.Rotation;
using Nuke.Common;

/// <summary>New passwords and keys for the whole stack, proved.</summary>
[Category(Group.Settings)]
interface IRotateSecrets : IChooses, IResumes
{
    [Parameter("Gives an interrupted rotation up and leaves everything as it is; both sets of values stay in data/.dataspec/rotation")]
    bool Abandon => TryGetValue<bool?>(() => Abandon) ?? false;

    Target RotateSecrets => _ => _
        .Description("""
            Changes passwords and keys everywhere, and proves the new ones

            The new ones log in and the old ones are refused; if that fails, everything is as before.

            Examples:
              ./build.sh RotateSecrets                             all that Setup generated
              ./build.sh RotateSecrets --only superset,grafana     those of these services
              ./build.sh RotateSecrets --resume                    after an interruption

            Codes of its own: 3 the stack does not run, 5 failed and undone, 7 unfinished: --resume.
            Page: docs/secrets.md
            """)
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
