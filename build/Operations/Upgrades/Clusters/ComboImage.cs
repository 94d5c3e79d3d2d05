using System.Globalization;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Images;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Upgrades.Clusters;

/// <summary>The image with the programs of both versions, made of the two that are here; needs no network.</summary>
sealed class ComboImage(EngineEndpoint engine, IProcessRunner runner, StackRoot root, UpgradeContainers containers, IProgressSink progress)
{
    const string Repository = "dataspec/postgres-upgrade";

    readonly LocalImages _images = new(runner, engine);

    string Folder => Path.Combine(root.ImagesDirectory, "postgres-upgrade");

    /// <summary>Builds it once for each pair of images.</summary>
    /// <param name="oldImage">By id, as <paramref name="newImage"/>.</param>
    /// <returns>Its name.</returns>
    /// <exception cref="DataSpecException">One of the images is missing, or the build failed.</exception>
    public async Task<string> EnsureAsync(string oldImage, string newImage, CancellationToken ct)
    {
        var (from, to) = (await FindAsync(oldImage, ct), await FindAsync(newImage, ct));
        using var content = new ContentKey().Add("old", from.Id).Add("new", to.Id).AddFolder(Folder);
        var key = content.Value;
        var name = $"{Repository}:{key[..12]}";
        if (await _images.FindAsync(name, ct) is not null)
            return name;
        var (oldMajor, newMajor) = (await containers.ReadMajorAsync(from.Id, ct), await containers.ReadMajorAsync(to.Id, ct));
        var workshop = new Workshop(runner, progress, "postgres", Path.Combine(root.Temp, "images", "postgres-upgrade"));
        workshop.Begin();
        // A builder finds no image by its id alone; the names stay, so that the images do.
        var (fromName, toName) = (await NameAsync("from", from, ct), await NameAsync("to", to, ct));
        var context = await new BuildContext(runner).LayOutAsync(Folder, list: null, wheels: null, workshop, ct);
        await workshop.RunAsync(
            string.Create(CultureInfo.InvariantCulture, $"Building the image with the programs of Postgres {oldMajor} and {newMajor}"),
            engine.Docker(
                "build", "--progress=plain", "--network=none", "--label", $"{ContentKey.Label}={key}", "--tag", name, "--build-arg", $"OLD={fromName}", "--build-arg", $"NEW={toName}",
                "--build-arg", string.Create(CultureInfo.InvariantCulture, $"MAJOR={oldMajor}"), context)
                .WithVariable("DOCKER_BUILDKIT", "1").WithVariable("BUILDX_BUILDER", "default"),
            _ => null,
            "Both images must be Debian's, as the official ones without a suffix are.",
            ct);
        workshop.Clear();
        return name;
    }

    async Task<LocalImage> FindAsync(string image, CancellationToken ct) => await _images.FindAsync(image, ct) ?? throw new DataSpecException(
        ExitCode.RequirementMissing, $"The engine has no image '{image}', which the upgrade of the database needs.")
    {
        LeftAsItWas = "Nothing was changed.",
        NextStep = "./build.sh ProvideImages, then the same command",
    };

    async Task<string> NameAsync(string role, LocalImage image, CancellationToken ct)
    {
        var name = $"{Repository}:{role}-{image.Id["sha256:".Length..][..12]}";
        (await runner.RunAsync(engine.Docker("image", "tag", image.Id, name), ct: ct)).EnsureSuccess();
        return name;
    }
}
