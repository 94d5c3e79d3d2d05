using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Setup;
using DataSpec.Operations.Upgrades.Clusters;

namespace DataSpec.Operations.Upgrades.Rehearsing;

/// <summary>A stack that is ready to be rehearsed.</summary>
/// <param name="Whole">Every service of the active profiles.</param>
/// <param name="Model">Those that are rehearsed.</param>
/// <param name="Server">Its Postgres, once that runs.</param>
/// <param name="Env">Its <c>.env</c>.</param>
/// <param name="Cluster">Makes the clone first where it is of another major version; null where it is there.</param>
sealed record StagedStack(ComposeProject Project, StackModel Whole, StackModel Model, CopyServer Server, EnvDocument Env, MajorClone? Cluster);

/// <summary>Puts the clone, the <c>.env</c> and the compose file of a rehearsal in their places.</summary>
sealed class RehearsalStage(
    BackupSidecars sidecars, EngineEndpoint engine, IProcessRunner runner, StackRoot root, IReadOnlyDictionary<string, string> environment, IProgressSink progress, TimeProvider time,
    MaskedSecrets secrets)
{
    /// <summary>Kept for the files of people who read them with the engine's tools.</summary>
    const string FileName = "rehearsal.json";

    /// <summary>What stands in the rehearsal's <c>.env</c> counts.</summary>
    static readonly Dictionary<string, string> NoEnvironment = new(StringComparer.Ordinal);

    /// <exception cref="DataSpecException">The compose files cannot be read, or an image is not here.</exception>
    public async Task<StagedStack> SetAsync(RehearsalRequest request, PlainBackup plain, ProofScratch scratch, (uint User, uint Group) owner, CancellationToken ct)
    {
        var live = new StackSettingsReader(root, environment).ReadNames().Project;
        var name = $"{live}-rehearsal";
        var home = new StackRoot(Path.Combine(scratch.Directory, "stack"));
        BackupTarget.MakePrivate(home.Directory);
        var restored = RestoredEnv.Of(new EnvFile(plain.Layout.EnvFile).Read(), new EnvFile(root.EnvFile).Read(), environment, time.GetUtcNow()).Document;
        var postgres = request.Target.Images.FirstOrDefault(image => image.Service is CoreServices.Postgres)?.To ?? restored[EnvKeys.PostgresImage.Name] ?? EnvKeys.PostgresImage.Default;
        var (from, to) = (plain.Manifest.Postgres.Major, ClusterCheck.MajorOf(postgres) ?? plain.Manifest.Postgres.Major);
        var env = RehearsalEnv.Of(restored, request.Target, root, name, to);
        var settings = new StackSettingsReader(home, NoEnvironment).Read(restored);
        string[] hidden = [.. settings.Secrets.Select(secret => secret.Reveal())];
        secrets.Add(hidden);
        new EnvFile(home.EnvFile).Write(env);

        var project = new ComposeProject(engine, home, name, runner, [.. hidden]);
        var config = await ReadConfigAsync(project, env, ct);
        var whole = StackModel.Parse(config, "");
        var model = await WithImagesAsync(project, RehearsedServices.Of(whole), request.Target, ct);
        var places = new RehearsalPlaces(
            name, ImmutableSortedDictionary<string, string>.Empty.Add(Rehearsal.Label, live), Roots(request.Target.FilesDirectory),
            new ClonedCluster($"{request.Operation}-clone", from == to ? plain.Manifest.Postgres.DataDirectory : $"{to.ToString(CultureInfo.InvariantCulture)}/docker", $"{owner.User}:{owner.Group}", scratch.Socket),
            [.. plain.Manifest.Archives.Where(IsState).Select(archive => new ClonedState(archive.Directory, archive.Archive, $"{request.Operation}-{Path.GetFileName(archive.Directory)}"))]);
        var file = RehearsalFile.Of((JsonObject)JsonNode.Parse(config)!, model.Services.Keys.ToHashSet(StringComparer.Ordinal), places);
        DurableFile.Write(Path.Combine(home.Directory, FileName), file.ToJsonString(), EnvFile.PrivateMode);
        new EnvFile(home.EnvFile).Set([new(EnvKeys.ComposeFile.Name, FileName)]);

        var image = model.Services[CoreServices.Postgres].Image;
        if (from == to)
            await CloneAsync(plain.Layout, places.Cluster, scratch, image, ct);
        await UnpackAsync(plain.Layout, [.. places.States.Where(state => file["volumes"]!.AsObject().ContainsKey(state.Volume))], $"{request.Operation}-files", image, ct);
        var server = new CopyServer(sidecars, project.ContainerName(CoreServices.Postgres), scratch.Socket, plain.Manifest.Postgres.Superuser, settings.Postgres.Password.Reveal());
        var images = new LocalImages(runner, engine);
        var cluster = from == to ? null : new MajorClone(
            sidecars, new ClusterUpgrade(engine, runner, MajorClone.ProjectOf(live), root, progress), plain, places.Cluster, Path.Combine(scratch.Directory, "clusters"),
            await BackupImage.FindAsync(images, plain.Manifest, ct), (await images.FindAsync(image, ct))!.Id);
        return new StagedStack(project, whole, model, server, env, cluster);
    }

    static bool IsState(ArchivedDirectory archive) => StateArchives.Always.Contains(archive.Directory["data/".Length..], StringComparer.Ordinal);

    ImmutableArray<string> Roots(string? files) => files is null ? [root.Directory] : [Path.GetFullPath(files), root.Directory];

    async Task<string> ReadConfigAsync(ComposeProject project, EnvDocument env, CancellationToken ct)
    {
        // A variable of this process would win over the file.
        var command = env.Entries.Select(entry => entry.Key).Distinct(StringComparer.Ordinal).Where(key => key != EnvKeys.ComposeProject.Name)
            .Aggregate(project.Compose("config", "--format", "json"), (current, key) => current.WithVariable(key, null));
        var result = await runner.RunAsync(command with { Verbatim = true }, ct: ct);
        return result.Succeeded ? result.StandardOutput
            : throw new DataSpecException(ExitCode.VerificationFailed, $"Compose cannot read the files that are to be rehearsed: {secrets.Mask(result.StandardError.Trim())}");
    }

    /// <summary>An image that is not here stops the rehearsal, except of what the stack works without.</summary>
    async Task<StackModel> WithImagesAsync(ComposeProject project, StackModel model, UpgradeTarget target, CancellationToken ct)
    {
        var images = await project.ReadImagesAsync(model.Services.Values.Select(service => service.Image), ct);
        foreach (var change in target.Images.Where(change => change.ToId is not null && images.GetValueOrDefault(change.To) is { } found && found.Id != change.ToId))
            throw Missing($"'{change.To}' is the image {images[change.To].Id} here, and not {change.ToId}");
        var graph = new ServiceGraph(model);
        var without = model.Services.Values.Where(service => !images.ContainsKey(service.Image)).ToArray();
        if (without.FirstOrDefault(service => !graph.MayStayOff(service)) is { } missing)
            throw Missing($"the image '{missing.Image}' of {missing.Name} is not here");
        foreach (var service in without)
            progress.Warn("rehearsal", $"{service.Name} is left out: its image '{service.Image}' is not here");
        return model with { Services = model.Services.RemoveRange(without.Select(service => service.Name)) };
    }

    /// <summary>An overlay where the kernel can mount one, else a copy.</summary>
    async Task CloneAsync(BackupLayout backup, ClonedCluster cluster, ProofScratch scratch, string image, CancellationToken ct)
    {
        await sidecars.MakeOverlayAsync(cluster.Volume, $"lowerdir={backup.Base},upperdir={scratch.Upper},workdir={scratch.Work}", ct);
        var probe = await sidecars.RunAsync(
            new Sidecar(cluster.Volume, image, "true", []) { User = cluster.User, Mounts = [$"type=volume,source={cluster.Volume},target=/clone,volume-nocopy"] }, onLine: null, ct);
        if (probe.Succeeded)
            return;
        progress.Say("rehearsal", $"no overlay of the backup can be mounted ({probe.Lines.Select(line => line.Text).FirstOrDefault()}): copying it to {scratch.Upper}");
        await sidecars.RemoveAsync(cluster.Volume);
        await sidecars.RemoveVolumeAsync(cluster.Volume);
        await ProofBoot.CopyAsync(sidecars, cluster.Volume, image, cluster.User, backup, scratch.Upper, ct);
        await sidecars.MakeVolumeAsync(cluster.Volume, ["type=none", "o=bind", $"device={scratch.Upper}"], ct);
    }

    async Task UnpackAsync(BackupLayout backup, ImmutableArray<ClonedState> states, string container, string image, CancellationToken ct)
    {
        if (states.IsEmpty)
            return;
        foreach (var state in states)
            await sidecars.MakeVolumeAsync(state.Volume, [], ct);
        var result = await sidecars.RunAsync(
            new Sidecar(container, image, "sh", ["-ec", "for archive in \"$@\"; do tar --numeric-owner --xattrs --acls -xpf \"/backup/$archive\" -C /stack; done", "sh", .. states.Select(state => state.Archive)])
            {
                User = "0:0",
                Capabilities = ["DAC_OVERRIDE", "CHOWN", "FOWNER"],
                Mounts =
                [
                    Sidecar.Bind(backup.Files, $"/backup/{BackupLayout.FilesName}", readOnly: true),
                    .. states.Select(state => $"type=volume,source={state.Volume},target=/stack/{state.Directory},volume-nocopy"),
                ],
            },
            onLine: null, ct);
        if (!result.Succeeded)
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The state directories of the backup cannot be unpacked: {result.LastWords()}");
    }

    static DataSpecException Missing(string what) => new(ExitCode.RequirementMissing, $"Nothing can be rehearsed: {what}.")
    {
        LeftAsItWas = "The stack runs as before; nothing of the rehearsal is left.",
        NextStep = "./build.sh ProvideImages (gets or builds it), then the same command",
    };
}
