using System.Collections.Immutable;
using System.Text.Json;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Upgrades;

/// <summary>One service as it runs.</summary>
/// <param name="Image">As compose names it.</param>
/// <param name="ImageId">What its container really runs.</param>
public sealed record DeployedService(string Name, string Image, string ImageId);

/// <summary>What ran when the stack was last known to be healthy: <c>data/.dataspec/deployed.json</c>, and beside it a copy of the files that it ran from.</summary>
/// <param name="Tool">Version of the program that wrote it.</param>
/// <param name="DataDirectory">The cluster in use below <c>data/postgres</c>: <c>18/docker</c>; null where there is none.</param>
public sealed record DeployedRecord(DateTimeOffset At, string Tool, string? DataDirectory, ImmutableArray<DeployedService> Services)
{
    static string PathIn(StackRoot root) => Path.Combine(root.State, "deployed.json");

    /// <summary>Holds <c>.env</c> and the folders of <see cref="ConfigCopy"/> as they were.</summary>
    public static string FilesIn(StackRoot root) => Path.Combine(root.State, "deployed");

    /// <summary>Null for a stack that never ran, or last ran under a version that kept no record.</summary>
    public static DeployedRecord? Read(StackRoot root)
    {
        try
        {
            return File.Exists(PathIn(root)) ? JsonSerializer.Deserialize<DeployedRecord>(File.ReadAllText(PathIn(root)), ManifestText.Shape) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Takes down what runs now; where that is what the record says, nothing is written.</summary>
    public static async Task WriteAsync(StackRoot root, ComposeProject project, TimeProvider time, CancellationToken ct)
    {
        var containers = await project.ReadContainersAsync(service: null, ct);
        ImmutableArray<DeployedService> services =
        [
            .. containers.Where(container => !container.IsOneOff && container.IsRunning).DistinctBy(container => container.Service, StringComparer.Ordinal)
                .OrderBy(container => container.Service, StringComparer.Ordinal).Select(container => new DeployedService(container.Service, container.Image, container.ImageId)),
        ];
        var major = new EnvFile(root.EnvFile).Read()[EnvKeys.PostgresMajor.Name] is { Length: > 0 } own ? own : EnvKeys.PostgresMajor.Default;
        var cluster = PostgresCluster.In(root).FirstOrDefault(one => one.Directory.EndsWith($"/{major}/docker", StringComparison.Ordinal))?.Directory;
        var record = new DeployedRecord(time.GetUtcNow(), OperationJournal.ToolVersion, cluster is null ? null : Path.GetRelativePath(Path.Combine(root.Data, "postgres"), cluster), services);
        if (!ConfigChanges.Of(root).IsEmpty || !Directory.Exists(FilesIn(root)))
            CopyFiles(root);
        if (Read(root) is { } old && old.Services.SequenceEqual(services) && (old.Tool, old.DataDirectory) == (record.Tool, record.DataDirectory))
            return;
        DurableFile.Write(PathIn(root), JsonSerializer.Serialize(record, ManifestText.Shape) + "\n", EnvFile.PrivateMode);
    }

    /// <summary>Beside, then exchanged: a copy that is there is whole.</summary>
    static void CopyFiles(StackRoot root)
    {
        var part = FilesIn(root) + ".part";
        if (Directory.Exists(part))
            Directory.Delete(part, recursive: true);
        BackupTarget.MakePrivate(part);
        ConfigCopy.WriteTo(root, part);
        if (Directory.Exists(FilesIn(root)))
            Directory.Delete(FilesIn(root), recursive: true);
        Directory.Move(part, FilesIn(root));
    }
}
