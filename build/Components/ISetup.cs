using System.ComponentModel;
using DataSpec.Operations;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Setup;
using Nuke.Common;
using Serilog;

/// <summary>Checks this machine, then makes <c>.env</c>, the folders under <c>data</c> and <c>credentials.txt</c>.</summary>
[Category(Group.Settings)]
interface ISetup : IHazStack
{
    [Parameter("Shows what Setup would change, and changes nothing")]
    bool DryRun => TryGetValue<bool?>(() => DryRun) ?? false;

    [Parameter("Starts a private container engine from the distribution's packages when none answers; root needs no flag for that")]
    bool InstallEngine => TryGetValue<bool?>(() => InstallEngine) ?? false;

    [Parameter("Parts to run beside the core from now on: core, bi, admin, logging, triggerer, pitr, or all; kept in .env as COMPOSE_PROFILES", Separator = ",", ValueProviderMember = nameof(KnownProfiles))]
    string[]? Profiles => TryGetValue(() => Profiles);

    private static IEnumerable<string> KnownProfiles => [.. StackProfiles.Known, "all"];

    Target Setup => _ => _
        .Description("""
            Checks this machine; makes .env, its secrets and the data folders

            The first step of Up alone. It never changes a value that stands in .env; it adds what is missing.

            Examples:
              ./build.sh Setup                                     after a change in .env: checks the values
              ./build.sh Setup --dry-run                           what it would write; changes nothing

            Page: docs/configuration.md
            """)
        .Executes(() => DryRun ? Operate(PrepareMachine) : OperateAlone(PrepareMachine));

    /// <summary>A private engine is started only where nobody would have to be asked.</summary>
    bool MayStartEngine => InstallEngine || Environment.IsPrivilegedProcess;

    private async Task PrepareMachine(CancellationToken ct)
    {
        var result = await Stack.Setup.RunAsync(await FindEngine(ct), Stack.Progress, ct);
        if (!DryRun)
            return;
        foreach (var change in result.Changes)
            Log.Information("would change {Subject:l}: {What:l}", change.Subject, change.What);
        Log.Information("{Count} changes; nothing was changed", result.Changes.Length);
    }

    /// <summary>A missing engine is reported together with everything else that is missing.</summary>
    private async Task<SetupOptions> FindEngine(CancellationToken ct)
    {
        try
        {
            var engine = await Stack.Engine(MayStartEngine && !DryRun, ct);
            return new SetupOptions(DryRun, new SetupEngine(engine.Endpoint, engine.Engine, engine.Compose), Profiles: Profiles);
        }
        catch (DataSpecException problem) when (problem.ExitCode == DataSpec.Operations.ExitCode.RequirementMissing)
        {
            return new SetupOptions(DryRun, Engine: null, problem, Profiles);
        }
    }
}
