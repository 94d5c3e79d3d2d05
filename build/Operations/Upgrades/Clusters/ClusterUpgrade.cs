using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Upgrades.Clusters;

/// <summary>Brings a cluster that was shut down to another major version of Postgres, in one container without a network.</summary>
/// <remarks>
/// The container goes on when this program is killed: the next call waits for it. What it makes takes its name when all is done, so that a
/// directory of that name is whole; one that died in the middle is deleted and made anew.
/// </remarks>
public sealed class ClusterUpgrade
{
    const string Mount = "/clusters";

    /// <summary>Catalogs and log of a new cluster, and what starting it writes.</summary>
    const long NewClusterBytes = 256L << 20;

    readonly UpgradeContainers _containers;
    readonly ComboImage _images;
    readonly IProgressSink _progress;

    /// <param name="project">The compose project: a label of the containers.</param>
    public ClusterUpgrade(EngineEndpoint engine, IProcessRunner runner, string project, StackRoot root, IProgressSink progress)
    {
        _containers = new(engine, runner, project);
        _images = new(engine, runner, root, _containers, progress);
        _progress = progress;
    }

    /// <inheritdoc cref="ComboImage.EnsureAsync"/>
    public Task<string> PrepareImageAsync(string oldImage, string newImage, CancellationToken ct) => _images.EnsureAsync(oldImage, newImage, ct);

    /// <summary>While the old cluster still runs: makes the empty new one, which need not be done in the stop then.</summary>
    /// <param name="request">Its old directory may be a copy that was not shut down yet.</param>
    /// <exception cref="DataSpecException">It cannot be made.</exception>
    public async Task PrepareAsync(ClusterUpgradeRequest request, CancellationToken ct)
    {
        RequireRoom(request);
        var result = await _containers.RunAsync(await SidecarAsync(request, "prepare", ct), ct);
        if (!result.Succeeded)
            throw Refused(request, result.Lines.Select(line => line.Text));
    }

    /// <summary>Finds out whether the upgrade is possible, and in which way; changes nothing in either directory.</summary>
    /// <exception cref="DataSpecException">It is not possible: the reason as Postgres gives it.</exception>
    public async Task<ClusterUpgradeReport> CheckAsync(ClusterUpgradeRequest request, CancellationToken ct)
    {
        RequireRoom(request);
        var result = await _containers.RunAsync(await SidecarAsync(request, "check", ct), ct);
        return result.Succeeded ? ClusterReportText.Parse(result.Lines.Select(line => line.Text)) : throw Refused(request, result.Lines.Select(line => line.Text));
    }

    /// <summary>Makes <see cref="ClusterUpgradeRequest.NewData"/>, or goes on with it; returns at once where it is made.</summary>
    /// <exception cref="DataSpecException">It failed; the old directory still starts with the old version, unless it was used up by links.</exception>
    public async Task<ClusterUpgradeReport> RunAsync(ClusterUpgradeRequest request, CancellationToken ct)
    {
        var (name, report) = ($"{request.Operation}-run", $"{request.NewData}.run/report");
        if (Directory.Exists(request.NewData) && !File.Exists(report))
        {
            throw new DataSpecException(ExitCode.RequirementMissing, $"'{request.NewData}' exists already, and no upgrade made it.")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = $"Look what it is, and move it away: ls -la '{request.NewData}'",
            };
        }

        if (!Directory.Exists(request.NewData))
        {
            try
            {
                await FinishAsync(request, name, ct);
            }
            catch (OperationCanceledException)
            {
                await _containers.RemoveAsync(name);
                throw;
            }
        }

        await _containers.RemoveAsync(name);
        return ClusterReportText.Parse(await File.ReadAllLinesAsync(report, ct));
    }

    /// <summary>Removes the containers of an upgrade that is given up; directories are the caller's.</summary>
    public async Task AbandonAsync(string operation)
    {
        await _containers.RemoveAsync($"{operation}-run");
        await _containers.RemoveAsync($"{operation}-check");
        await _containers.RemoveAsync($"{operation}-prepare");
    }

    async Task FinishAsync(ClusterUpgradeRequest request, string name, CancellationToken ct)
    {
        if (await _containers.RunsAsync(name, ct) is not true)
        {
            await _containers.RemoveAsync(name);
            RequireRoom(request);
            await _containers.StartAsync(await SidecarAsync(request, "run", ct), ct);
        }

        var (exit, lines) = await _containers.FollowAsync(name, line => Tell(ClusterReportText.Progress(line)), ct);
        if (exit == 0 && Directory.Exists(request.NewData))
            return;
        await _containers.RemoveAsync(name);
        throw Refused(request, lines);
    }

    async Task<Sidecar> SidecarAsync(ClusterUpgradeRequest request, string mode, CancellationToken ct)
    {
        var image = await _images.EnsureAsync(request.OldImage, request.NewImage, ct);
        // One mount for both: a link cannot be made from one mount to another.
        var shared = Shared(request.OldData, request.NewData);
        var owner = BackupOwner.OfCluster(request.OldData);
        return new($"{request.Operation}-{mode}", image, "dataspec-upgrade",
            [mode, request.Way.ToString().ToLowerInvariant(), Inside(shared, request.OldData), Inside(shared, request.NewData), request.MayDump ? "yes" : "no"])
        {
            User = $"{owner.User}:{owner.Group}",
            Mounts = [Sidecar.Bind(shared, Mount)],
            Environment = ImmutableDictionary.CreateRange(StringComparer.Ordinal, [KeyValuePair.Create("PGUSER", request.Superuser)]),
        };
    }

    void Tell(string? text)
    {
        if (text is not null)
            _progress.Say("database", text);
    }

    /// <summary>The deepest directory above both.</summary>
    internal static string Shared(string one, string other)
    {
        var above = Path.GetDirectoryName(Path.GetFullPath(one))!;
        while (!Path.GetFullPath(other).StartsWith(above.TrimEnd('/') + "/", StringComparison.Ordinal))
            above = Path.GetDirectoryName(above)!;
        return above;
    }

    static string Inside(string shared, string path) => Path.Combine(Mount, Path.GetRelativePath(shared, path));

    /// <summary><c>pg_upgrade</c> does not look: a full disk would show in the middle.</summary>
    static void RequireRoom(ClusterUpgradeRequest request)
    {
        var place = DiskCheck.Existing(Path.GetDirectoryName(request.NewData)!);
        var needed = NewClusterBytes + (request.Way is ClusterUpgradeWay.Link or ClusterUpgradeWay.Clone ? 0 : SizeOf(request.OldData) is var size ? size + (size / 10) : 0);
        if (OperatingSystem.IsLinux() && Posix.RoomAt(place) is { } room && room.FreeBytes < needed)
        {
            throw new DataSpecException(
                ExitCode.RequirementMissing,
                $"'{place}' has {ProgressText.Size(room.FreeBytes)} free, and the new cluster needs {ProgressText.Size(needed)} ({request.Way.ToString().ToLowerInvariant()}): {ProgressText.Size(needed - room.FreeBytes)} are missing.")
            {
                LeftAsItWas = "The old cluster is untouched.",
                NextStep = "Free room on that disk, then the same command",
            };
        }
    }

    internal static long SizeOf(string directory) =>
        new DirectoryInfo(directory).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = true }).Sum(file => file.Length);

    static DataSpecException Refused(ClusterUpgradeRequest request, IEnumerable<string> lines) => new(
        ExitCode.FailedUnchanged, string.Create(CultureInfo.InvariantCulture, $"The cluster in '{request.OldData}' cannot be upgraded: {ClusterReportText.Failure(lines)}"))
    {
        LeftAsItWas = request.Way is ClusterUpgradeWay.Link ? "The live data directory is untouched; the copy that was worked on is of no use any more." : "The old cluster still starts with the old version.",
        NextStep = "./build.sh Upgrade --plan, once that is put right",
    };
}
