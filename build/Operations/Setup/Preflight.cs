using System.Collections.Immutable;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Setup;

/// <summary>Looks at this machine before anything is changed on it.</summary>
public sealed class Preflight(StackRoot root, IProcessRunner runner, TimeProvider time)
{
    /// <summary>Runs every check and returns all that they found, hard ones first; in a dry run no probe file is written.</summary>
    public async Task<ImmutableArray<Finding>> RunAsync(StackSettings settings, SetupOptions options, CancellationToken ct = default)
    {
        var engine = options.Engine is { } found ? await EngineMachine.AskAsync(found.Endpoint, runner, ct) : null;
        List<Finding> findings =
        [
            .. EngineCheck.Of(options.Engine),
            .. CapacityCheck.Of(Machine.Read(), engine),
            .. DiskCheck.Of(root, engine?.StorageDirectory),
            .. ClockCheck.Of(root, time.GetUtcNow(), engine),
            .. FileSystemCheck.Of(root, mayWrite: !options.DryRun),
            .. ClusterCheck.Of(root, settings.Postgres.Image),
            .. PrivacyCheck.Of(root),
            .. await new PortCheck(runner).OfAsync(settings, options.Engine?.Endpoint, ct),
        ];
        return [.. findings.OrderByDescending(finding => finding.IsHard)];
    }
}
