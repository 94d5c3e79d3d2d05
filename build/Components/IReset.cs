using DataSpec.Operations.Compose;
using Nuke.Common;

/// <summary>Deletes this stack, after the person has said so.</summary>
interface IReset : IConfirms
{
    [Parameter("Deletes .env too, and with it every password of this stack")]
    bool WithEnv => TryGetValue<bool?>(() => WithEnv) ?? false;

    Target Reset => _ => _
        .Description("Deletes the containers and everything in ./data, after typed confirmation or --yes")
        .Executes(() => Operate(async ct =>
        {
            var names = Stack.ReadNames();
            var options = new StackResetOptions
            {
                Confirmed = Yes || Confirmation.IsTyped(names.Project),
                EnvFile = WithEnv,
                Image = names.PostgresImage,
            };
            if (options.Confirmed && Directory.Exists(Stack.Root.Data))
                Stack.HoldLock(nameof(Reset));
            await (await Stack.Reset(names, ct)).RunAsync(options, ct);
        }));
}
