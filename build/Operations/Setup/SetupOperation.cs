using System.Collections.Immutable;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Setup;

/// <summary>What <c>Setup</c> is asked to do.</summary>
/// <param name="DryRun">Tell what would change, and change nothing at all.</param>
/// <param name="Engine">The container engine that was found; null leaves out what only it can tell.</param>
/// <param name="EngineProblem">Why none was found, to be told together with everything else that is missing.</param>
/// <param name="Profiles">What shall run beside the core from now on; null leaves what <c>.env</c> says.</param>
public sealed record SetupOptions(bool DryRun, SetupEngine? Engine, DataSpecException? EngineProblem = null, IReadOnlyList<string>? Profiles = null);

/// <summary>A container engine and the versions that it and its compose plugin tell.</summary>
public sealed record SetupEngine(EngineEndpoint Endpoint, Version Version, Version ComposeVersion);

/// <summary>One thing that was done, or would be.</summary>
/// <param name="Subject">The file or directory, relative to the root.</param>
/// <param name="What">What happens to it; no secrets.</param>
public sealed record SetupChange(string Subject, string What);

/// <summary>What <c>Setup</c> found and did.</summary>
/// <param name="Changes">Empty where everything was right already.</param>
/// <param name="Warnings">What does not hinder the stack but should be known.</param>
/// <param name="LeftToContainer">Directories whose owner only root can set: the stack's <c>setup</c> container does it.</param>
/// <param name="Settings">The configuration in force.</param>
public sealed record SetupResult(
    ImmutableArray<SetupChange> Changes, ImmutableArray<Finding> Warnings, ImmutableArray<string> LeftToContainer, StackSettings Settings);

/// <summary>Checks this machine, then makes <c>.env</c>, the directories of <c>data</c> and <c>credentials.txt</c>; safe to run
/// again.</summary>
public sealed class SetupOperation(
    StackRoot root,
    IProcessRunner runner,
    TimeProvider time,
    IReadOnlyDictionary<string,
    string> environment)
{
    /// <summary>Preflight, <c>.env</c>, directories, credentials, in this order; nothing is written before every check has
    /// passed.</summary>
    /// <exception cref="DataSpecException">With exit code 2 for wrong settings, 3 for missing requirements: all of them
    /// together.</exception>
    public async Task<SetupResult> RunAsync(SetupOptions options, IProgressSink progress, CancellationToken ct = default)
    {
        var env = new EnvFile(root.EnvFile);
        var current = env.Read();
        ClusterKeys.MustBeThere(root, current, environment);
        var engine = options.Engine is { } found ? await EngineMachine.AskAsync(found.Endpoint, runner, ct) : null;
        var plan = EnvPlan.For(current, Known(environment, engine), time.GetLocalNow());
        if (options.Profiles is { } profiles)
            plan = plan.WithProfiles(profiles);
        var settings = new StackSettingsReader(root, environment).Read(plan.Document);

        var findings = await new Preflight(root, runner, time).RunAsync(settings, options, engine, ct);
        Refuse([.. findings.Where(finding => finding.IsHard)]);
        ImmutableArray<Finding> warnings = [.. findings, .. Overrides(settings)];
        foreach (var warning in warnings)
            progress.Warn(warning.Id, $"{warning.What} {warning.Remedy}");

        var directories = DataDirectories.Plan(root, settings.Airflow.Uid);
        var credentials = new CredentialsFile(root);
        ImmutableArray<SetupChange> changes =
        [
            .. plan.Added.Length == 0 ? [] : (SetupChange[])[new(".env", EnvChange(env, plan))],
            .. plan.Profiles is { } changed ? (SetupChange[])[new(".env", $"COMPOSE_PROFILES={changed}")] : [],
            .. directories.Select(step => new SetupChange(step.Name, step.What)),
            .. credentials.IsDue(settings) ? (SetupChange[])[new("data/credentials.txt", "written")] : [],
        ];
        ct.ThrowIfCancellationRequested();
        if (options.DryRun)
            return new(changes, warnings, DataDirectories.LeftToContainer(directories), settings);

        if (!string.Equals(plan.Document.Text, current.Text, StringComparison.Ordinal))
            env.Write(plan.Document);
        foreach (var step in directories)
            step.Apply();
        credentials.Write(settings);
        foreach (var change in changes)
            progress.Say(change.Subject, change.What);
        return new(changes, warnings, DataDirectories.LeftToContainer(directories), settings);
    }

    /// <summary>What a new key may take its value from beside its default.</summary>
    static Dictionary<string, string> Known(IReadOnlyDictionary<string, string> environment, EngineMachine? engine)
    {
        var known = new Dictionary<string, string>(environment, StringComparer.Ordinal);
        if (engine is not null)
            known.TryAdd(EnvKeys.ContainerLogs.Name, Path.Combine(engine.StorageDirectory, "containers"));
        return known;
    }

    static string EnvChange(EnvFile env, EnvPlan plan) =>
        env.Exists ? $"added {string.Join(", ", plan.Added.Select(key => key.Name))}" : $"created with {plan.Added.Length} settings, secrets generated";

    static IEnumerable<Finding> Overrides(StackSettings settings) => settings.Overridden.Select(name => Finding.Warning(
        "environment", $"{name} comes from the environment of this process and wins over .env.", $"To use .env: unset {name}"));

    static void Refuse(Finding[] missing)
    {
        if (missing.Length == 0)
            return;
        var lines = missing.Select(finding => $"{finding.Id}: {finding.What}\n    {finding.Remedy}");
        throw new DataSpecException(ExitCode.RequirementMissing, $"This machine is not ready:\n  {string.Join("\n  ", lines)}")
        {
            LeftAsItWas = "Nothing was changed.",
            NextStep = "./build.sh Setup, once that is done",
        };
    }
}
