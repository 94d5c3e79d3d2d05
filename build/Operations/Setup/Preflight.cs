using System.Collections.Immutable;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Setup;

/// <summary>Looks at this machine before anything is changed on it.</summary>
sealed class Preflight(StackRoot root, IProcessRunner runner, TimeProvider time)
{
    /// <summary>Runs every check and returns all that they found, hard ones first; in a dry run no probe file is written. Without settings what they decide is left out.</summary>
    public async Task<ImmutableArray<Finding>> RunAsync(StackSettings? settings, SetupOptions options, EngineMachine? engine, CancellationToken ct = default)
    {
        List<Finding> findings =
        [
            .. EngineCheck.Of(options.Engine, options.EngineProblem),
            .. CapacityCheck.Of(Machine.Read(), engine),
            .. DiskCheck.Of(root, engine?.StorageDirectory),
            .. ClockCheck.Of(root, time.GetUtcNow(), engine),
            .. FileSystemCheck.Of(root, mayWrite: !options.DryRun),
            .. settings is null ? [] : ClusterCheck.Of(root, settings.Postgres.Image, settings.Postgres.Major),
            .. PrivacyCheck.Of(root),
            .. settings is null ? [] : await new PortCheck(runner).OfAsync(settings, options.Engine?.Endpoint, ct),
        ];
        return [.. findings.OrderByDescending(finding => finding.IsHard)];
    }
}
