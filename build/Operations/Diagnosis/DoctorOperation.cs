using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Diagnosis.Bundles;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Setup;
using DataSpec.Operations.Verification;

namespace DataSpec.Operations.Diagnosis;

/// <summary>What can be looked at once there are settings and an engine.</summary>
public sealed record StackToExamine(ComposeProject Project, VerifyOperation Verify);

/// <summary>Says what is wrong, why, and what to type; works without an engine, settings or data too, and changes nothing.</summary>
/// <param name="readSettings">May throw: that is a finding.</param>
/// <param name="findEngine">As <paramref name="readSettings"/>; starts none.</param>
public sealed class DoctorOperation(
    StackRoot root, Func<StackSettings> readSettings, Func<CancellationToken, Task<ReadyEngine>> findEngine, Func<EngineEndpoint, StackSettings, StackToExamine> stackOf, IProcessRunner processes, MaskedSecrets masked, TimeProvider time)
{
    /// <exception cref="DataSpecException">The options name what does not exist (exit code 2).</exception>
    public async Task<DiagnosisReport> RunAsync(VerifyOptions options, CancellationToken ct)
    {
        var begun = time.GetTimestamp();
        // Settings first: their secrets are masked in all that follows.
        var (settings, settingsProblem) = Settings();
        var (engine, engineProblem) = await EngineAsync(ct);
        var stack = engine is not null && settings is not null ? stackOf(engine.Endpoint, settings) : null;
        var findings = FindingsAsync(settings, engine, ct);
        var verification = stack is null ? null : await stack.Verify.RunAsync(options, ct);
        var ranked = new Ranking(verification, await findings, JournalReader.Unfinished(root), StackLock.HolderIn(root));
        Cause[] told = [.. settingsProblem is null ? [] : (Cause[])[settingsProblem], .. engineProblem is null ? [] : (Cause[])[engineProblem], .. ranked.Causes];
        var causes = told.Select(cause => cause with { Evidence = masked.Mask(cause.Evidence) }).ToArray();
        return new(
            settings?.ComposeProject, time.GetUtcNow(), time.GetElapsedTime(begun).TotalSeconds,
            stack is null ? [.. causes] : await new FaultLogs(stack.Project, new Redactor(masked.Values)).AddAsync(causes, ct),
            ranked.Warnings, ranked.Notes, verification);
    }

    (StackSettings? Settings, Cause? Problem) Settings()
    {
        var lost = !File.Exists(root.EnvFile) && PostgresCluster.In(root).Any();
        try
        {
            return (readSettings(), null);
        }
        catch (DataSpecException) when (lost)
        {
            return (null, Cause.Of("settings", "There is data and no .env", $"'{root.EnvFile}' is not there; 'data/postgres' holds a cluster whose password it had", "Put the old .env back (data/credentials.txt still shows the passwords; ./build.sh Backups shows where a copy is)"));
        }
        catch (DataSpecException) when (!File.Exists(root.EnvFile))
        {
            return (null, Cause.Of("settings", "This stack was never started here", $"'{root.EnvFile}' is not there, and no data", "./build.sh Up"));
        }
        catch (DataSpecException error)
        {
            return (null, Cause.Of("settings", "The settings in .env cannot be used", masked.Mask(error.Message), error.NextStep ?? "./build.sh Setup, once .env is right"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, Cause.Of("settings", "The settings in .env cannot be read", error.Message, $"ls -l '{root.EnvFile}'"));
        }
    }

    async Task<(ReadyEngine? Engine, Cause? Problem)> EngineAsync(CancellationToken ct)
    {
        try
        {
            return (await findEngine(ct), null);
        }
        catch (DataSpecException error)
        {
            return (null, Cause.Of("engine", "No container engine can be used, so nothing of the stack can run or be looked at", error.Message, error.NextStep ?? "sudo systemctl start docker"));
        }
    }

    /// <summary>Of the machine: what the settings decide is left out where there are none.</summary>
    async Task<ImmutableArray<Finding>> FindingsAsync(StackSettings? settings, ReadyEngine? engine, CancellationToken ct)
    {
        try
        {
            var ready = engine is null ? null : new SetupEngine(engine.Endpoint, engine.Engine, engine.Compose);
            var machine = engine is null ? null : await EngineMachine.AskAsync(engine.Endpoint, processes, ct);
            return [.. MachineLoad.Read(), .. await new Preflight(root, processes, time).RunAsync(settings, new SetupOptions(DryRun: true, ready), machine, ct)];
        }
        catch (Exception error) when (error is DataSpecException or IOException or UnauthorizedAccessException or FormatException)
        {
            return [Finding.Warning("machine", $"This machine could not be looked at: {error.Message}", "./build.sh Setup --dry-run")];
        }
    }
}
