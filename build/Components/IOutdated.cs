using System.ComponentModel;
using DataSpec.Operations;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Upgrades.Outdated;
using Nuke.Common;

/// <summary>What there is that is newer than what runs, and what to know before taking it.</summary>
[Category(Group.Upgrades)]
interface IOutdated : IReports
{
    [Parameter("Asks for every package of the lock lists too, not only for those that this project chose")]
    bool AllPackages => TryGetValue<bool?>(() => AllPackages) ?? false;

    Target Outdated => _ => _
        .Description("""
            Shows what is newer, and what to know before taking it

            Running, locked and newest versions of images and Python packages, and how long each gets fixes.
            It changes nothing.

            Examples:
              ./build.sh Outdated
              ./build.sh Outdated --all-packages --json            every pin of the lock lists

            Page: docs/outdated.md
            """)
        .Executes(() => Operate(async ct =>
            Report(await Stack.Outdated.RunAsync(await Running(ct), AllPackages, ct), OutdatedTable.Of)));

    /// <summary>Of a checkout that never ran, and of one whose engine is stopped, the rest is known all the same.</summary>
    private async Task<RunningVersions> Running(CancellationToken ct)
    {
        try
        {
            var env = new EnvFile(Stack.Root.EnvFile).Read();
            return await new RunningVersionsReader((await Stack.Services(ct)).Project, Stack.Root).ReadAsync(key => env[key], ct);
        }
        catch (DataSpecException error)
        {
            // A checkout that never ran lacks every setting: the first line is enough.
            return RunningVersions.Unknown($"What runs is not known: {error.Message.Split('\n')[0].TrimEnd('.', ':')}");
        }
    }
}
