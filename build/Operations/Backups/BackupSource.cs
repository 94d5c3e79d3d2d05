using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups;

/// <summary>The running stack that is backed up.</summary>
/// <param name="Container">The one that Postgres runs in.</param>
/// <param name="Image">As compose names Postgres's image.</param>
/// <param name="ImageId">What the container really runs.</param>
sealed record BackupSource(
    string Project, string Container, string Image, string ImageId, ImmutableArray<ImageUsed> Images, string User, Secret Password, string Database, StackKeyring Keys)
{
    /// <exception cref="DataSpecException">Postgres does not run.</exception>
    public static async Task<BackupSource> OfAsync(ComposeProject project, StackSettings settings, CancellationToken ct)
    {
        var containers = await project.ReadContainersAsync(service: null, ct);
        if (containers.FirstOrDefault(one => one is { Service: CoreServices.Postgres, IsOneOff: false, IsRunning: true }) is not { } postgres)
        {
            throw new DataSpecException(ExitCode.RequirementMissing, "A backup is taken from the running database, and Postgres does not run.")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = "./build.sh Up",
            };
        }

        var facts = await project.ReadImagesAsync(containers.Select(container => container.Image), ct);
        return new BackupSource(
            project.Name,
            postgres.Id,
            postgres.Image,
            postgres.ImageId,
            [
                .. containers.Where(container => !container.IsOneOff).DistinctBy(container => container.Service, StringComparer.Ordinal).OrderBy(container => container.Service, StringComparer.Ordinal)
                    .Select(container => new ImageUsed(container.Service, container.Image, container.ImageId, facts.GetValueOrDefault(container.Image)?.Digest)),
            ],
            settings.Postgres.User,
            settings.Postgres.Password,
            settings.Postgres.Database,
            StackKeyring.Of(settings));
    }
}
