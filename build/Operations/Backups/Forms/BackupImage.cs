using DataSpec.Operations.Containers;

namespace DataSpec.Operations.Backups.Forms;

/// <summary>The Postgres image that a backup is opened and started with.</summary>
static class BackupImage
{
    /// <summary>The very image where the engine has it, else the one of the same name; its id.</summary>
    /// <exception cref="DataSpecException">The engine has neither.</exception>
    public static async Task<string> FindAsync(LocalImages images, BackupManifest manifest, CancellationToken ct)
    {
        foreach (var name in new[] { manifest.Postgres.ImageId, manifest.Postgres.Image })
        {
            if (await images.FindAsync(name, ct) is { } image)
                return image.Id;
        }

        throw new DataSpecException(ExitCode.RequirementMissing, $"The backup is opened with the image '{manifest.Postgres.Image}', which the engine does not have.")
        {
            LeftAsItWas = "The backup is untouched.",
            NextStep = $"docker pull {manifest.Postgres.Image}, or ./build.sh Up once, which gets or builds it",
        };
    }
}
