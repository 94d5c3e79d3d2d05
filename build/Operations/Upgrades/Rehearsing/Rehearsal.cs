using System.Collections.Immutable;
using System.Diagnostics;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Upgrades.Clusters;

namespace DataSpec.Operations.Upgrades.Rehearsing;

/// <summary>Boots the whole application on a clone of a backup, without a network to anywhere, with the images and files that an upgrade leads to.</summary>
/// <param name="identity">File with the key of an encrypted backup; null where none is needed.</param>
public sealed class Rehearsal(
    EngineEndpoint engine, IProcessRunner runner, StackRoot root, IReadOnlyDictionary<string, string> environment, IProgressSink progress, TimeProvider time, MaskedSecrets secrets,
    string? identity = null)
{
    internal const string Label = "dataspec.rehearsal";
    const string Folder = "rehearsal";
    static readonly TimeSpan ServiceGrace = TimeSpan.FromMinutes(1);

    internal BackupSidecars Sidecars => new(engine, runner, new StackSettingsReader(root, environment).ReadNames().Project, Label);

    /// <summary>Migrates, boots, looks, stops, and removes all of it; what would fail is in the report.</summary>
    /// <exception cref="DataSpecException">It could not be rehearsed at all: no room, an image is missing, the backup is damaged. Nothing is left.</exception>
    public async Task<RehearsalReport> RunAsync(RehearsalRequest request, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        await RemoveLeftoversAsync(ct);
        try
        {
            var forms = new PlainForm(Sidecars, root, progress, new LocalImages(runner, engine), runner, identity);
            await using var plain = await forms.OpenAsync(request.Backup, ct);
            FormScratch.RequireRoom(root, plain.Manifest.PostgresBytes(), $"A rehearsal on the backup '{request.Backup.Id}'", "the same command again");
            var log = new StepLog(time, progress);
            var (heads, whole) = await RehearseAsync(request, plain, log, ct);
            var (parts, predicted, atMost) = StopPrediction.Of(whole, log.Seconds, request.Target.FilesDirectory is not null || request.Target.Images.Any(image => image.Service is CoreServices.Postgres));
            return new RehearsalReport(log.Steps, heads, predicted, atMost) { StopParts = parts, Seconds = Math.Round(Stopwatch.GetElapsedTime(begun).TotalSeconds, 1) };
        }
        finally
        {
            await RemoveLeftoversAsync(CancellationToken.None);
        }
    }

    /// <summary>Removes what rehearsals of this stack that died left; the caller holds the stack's lock.</summary>
    public Task RemoveLeftoversAsync(CancellationToken ct) => RemoveLeftoversAsync(Sidecars, root, ct);

    internal static async Task<int> RemoveLeftoversAsync(BackupSidecars sidecars, StackRoot root, CancellationToken ct)
    {
        var count = await sidecars.Labelled(Label).RemoveLeftoversAsync(ct)
            + await sidecars.Labelled(UpgradeContainers.Label, MajorClone.ProjectOf(sidecars.Project)).RemoveLeftoversAsync(ct);
        ProofScratch.RemoveAll(root, Folder);
        return count;
    }

    async Task<(ImmutableSortedDictionary<string, string> Heads, StackModel Whole)> RehearseAsync(RehearsalRequest request, PlainBackup plain, StepLog log, CancellationToken ct)
    {
        var owner = BackupOwner.OfCluster(plain.Layout.Base);
        var scratch = ProofScratch.Make(root, request.Operation, owner, Folder);
        var stage = new RehearsalStage(Sidecars, engine, runner, root, environment, progress, time, secrets);
        StagedStack? staged = null;
        DataSpecException? refused = null;
        await log.RunAsync(
            RehearsalSteps.Clone,
            async token =>
            {
                try
                {
                    staged = await stage.SetAsync(request, plain, scratch, owner, token);
                }
                catch (DataSpecException error)
                {
                    refused = error;
                }

                return null;
            },
            ct);
        var stack = staged ?? throw refused!;
        var heads = ImmutableSortedDictionary<string, string>.Empty;
        var boot = new RehearsalBoot(stack.Project, stack.Model, log, time);
        var dags = new RehearsedDags(stack.Server, time);
        if ((stack.Cluster is not { } major || await log.RunAsync(RehearsalSteps.Cluster, async token => await major.MakeAsync(token), ct))
            && await log.RunAsync(CoreServices.Postgres, token => StartPostgresAsync(boot, stack, token), ct)
            && await log.RunAsync(RehearsalSteps.PauseDags, async token => await dags.PauseAsync(token), ct))
        {
            await boot.AllAsync(ct);
            if (stack.Model.Services.Values.FirstOrDefault(service => RehearsedServices.Runs(service, "dag-processor")) is { } processor && log.Seconds.ContainsKey(processor.Name))
                await log.RunAsync(RehearsalSteps.Dags, dags.CheckAsync, ct);
            await log.RunAsync(RehearsalSteps.Heads, async token => Tell(heads = (await MigrationHeads.ReadAsync(stack.Server.OpenAsync, token)).ToImmutableSortedDictionary(head => head.Name, head => string.Join(',', head.Revisions), StringComparer.Ordinal)), ct);
            await log.RunAsync(RehearsalSteps.Keys, token => CheckKeysAsync(stack, plain.Manifest, token), ct);
            await boot.LookAgainAsync(ct);
            await StopAsync(stack.Project, log, ct);
        }

        return (heads, stack.Whole);
    }

    static async Task<string?> StartPostgresAsync(RehearsalBoot boot, StagedStack stack, CancellationToken ct)
    {
        await boot.StartAsync(CoreServices.Postgres, ct);
        await stack.Server.UntilRecoveredAsync(ct);
        return null;
    }

    static async Task<string?> CheckKeysAsync(StagedStack stack, BackupManifest manifest, CancellationToken ct)
    {
        var problems = StackKeys.Problems(manifest, stack.Env).ToList();
        var count = 0;
        if (StackKeyring.Of(stack.Env) is { } keys)
        {
            (count, var unreadable) = await StoredSecrets.CheckAsync(stack.Server.OpenAsync, keys, ct);
            problems.AddRange(unreadable);
        }

        return problems.Count == 0 ? $"{count} stored connections, variables and passwords can be read" : throw new DataSpecException(ExitCode.VerificationFailed, string.Join("; ", problems));
    }

    /// <summary>As the real stop does it; what ended by itself is not waited for.</summary>
    static async Task StopAsync(ComposeProject project, StepLog log, CancellationToken ct)
    {
        var running = (await project.ReadContainersAsync(service: null, ct)).Where(container => container.IsRunning).ToLookup(container => container.Service is CoreServices.Postgres);
        foreach (var (name, isPostgres) in new[] { (RehearsalSteps.StopServices, false), (RehearsalSteps.StopPostgres, true) })
        {
            if (running[isPostgres].Any())
            {
                await log.RunAsync(
                    name,
                    async token =>
                    {
                        await project.StopAsync(running[isPostgres].Select(container => container.Id), ServiceGrace, token);
                        return null;
                    },
                    ct);
            }
        }
    }

    static string? Tell(ImmutableSortedDictionary<string, string> heads) => heads.IsEmpty ? null : string.Join(", ", heads.Select(head => $"{head.Key} {head.Value}"));
}
