using System.ComponentModel;
using DataSpec.Operations.Compose;
using Nuke.Common;

/// <summary>Deletes this stack, after the person has said so.</summary>
[Category(Group.Settings)]
interface IReset : IConfirms
{
    [Parameter("Deletes .env too, and with it every password of this stack")]
    bool WithEnv => TryGetValue<bool?>(() => WithEnv) ?? false;

    Target Reset => _ => _
        .Description("""
            Deletes the containers and everything in ./data, after asking

            You type the name of the stack. It deletes nothing where data is a link, or a clone or a schedule
            would be stranded.

            Examples:
              ./build.sh Reset
              ./build.sh Reset --yes --with-env                    without a question, the passwords too

            Page: docs/commands.md
            """)
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
