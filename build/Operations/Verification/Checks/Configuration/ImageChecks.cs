using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Images;

namespace DataSpec.Operations.Verification.Checks.Configuration;

/// <summary>Whether containers run the images that are meant.</summary>
static class ImageChecks
{
    public static ICheck Lock { get; } = new Check(
        new("images.lock", 1, "Each image of this project is the one that compose/images.lock.json pins: its digest where the lock knows one, else its recipe", "./build.sh Up"),
        async (view, ct) => OfLock(await view.SnapshotAsync(ct), ImageCatalogue.Load(view.Root.ImagesLock), (image, packages) => KeyOf(view.Root, image, packages)));

    public static ICheck Running { get; } = new Check(
        new("images.running", 1, "Every container runs the image that its name means now", "./build.sh Up"),
        async (view, ct) => OfContainers(await view.SnapshotAsync(ct)));

    /// <param name="keyOf">The key that the image would be built under now; of its packages, or of its layer on the official one.</param>
    internal static CheckOutcome OfLock(StackSnapshot snapshot, ImageCatalogue catalogue, Func<CatalogueImage, bool, string> keyOf)
    {
        List<(string What, string Reference)> wrong = [], stale = [];
        List<string> own = [];
        foreach (var reference in snapshot.Model.Services.Values.Select(service => service.Image).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var image = catalogue.Services.Values.FirstOrDefault(one => one.IsOfThisProject(reference));
            // One that is not here is what images.running tells of.
            if (image is null || !snapshot.Images.TryGetValue(reference, out var facts))
                own.AddRange(image is null ? [reference] : []);
            else if (reference == image.Packages?.Reference || reference == image.Layer?.Reference)
                stale.AddRange(facts.Key == keyOf(image, reference == image.Packages?.Reference) ? [] : [($"{reference} was built from another recipe than that of this checkout", reference)]);
            // A file of images keeps no digests.
            else if (image.Digest is { } digest && !facts.Digests.IsEmpty && !facts.Digests.Any(one => one.EndsWith($"@{digest}", StringComparison.Ordinal)))
                wrong.Add(($"{reference} is {facts.Digest}, the lock says {digest}", reference));
        }

        if (wrong.Count > 0)
            return CheckOutcome.Failed(Text(wrong.Concat(stale)), UsedBy(snapshot, wrong)) with { Remedy = $"docker pull {wrong[0].Reference}, then ./build.sh Up" };
        return stale.Count > 0 ? CheckOutcome.Warning(Text(stale))
            : CheckOutcome.Passed(own.Count == 0 ? $"{snapshot.Images.Count} as pinned" : $"{snapshot.Images.Count - own.Count} as pinned, chosen by .env: {string.Join(", ", own)}");
    }

    internal static CheckOutcome OfContainers(StackSnapshot snapshot)
    {
        // A container of another name is one of an older configuration: config.drift tells of that.
        var running = snapshot.Running.Where(container => container.Image == snapshot.Model.Services[container.Service].Image).ToArray();
        var wrong = running.Where(container => snapshot.Images.GetValueOrDefault(container.Image)?.Id != container.ImageId).ToArray();
        return wrong.Length == 0
            ? CheckOutcome.Passed($"{running.Length} containers")
            : CheckOutcome.Failed(
                string.Join(", ", wrong.Select(container => $"{container.Service} runs {Short(container.ImageId)}, {container.Image} is {Short(snapshot.Images.GetValueOrDefault(container.Image)?.Id ?? "not here")}")),
                [.. wrong.Select(container => container.Service)]);
    }

    static string KeyOf(StackRoot root, CatalogueImage image, bool packages) =>
        packages ? PackageImages.KeyOf(root, WheelSource.Find(root, asked: null), image.Packages!) : RegistryImages.KeyOf(root, image);

    static string Text(IEnumerable<(string What, string Reference)> all) => string.Join(", ", all.Select(one => one.What));

    static ImmutableArray<string> UsedBy(StackSnapshot snapshot, List<(string What, string Reference)> images) =>
        [.. snapshot.Model.Services.Values.Where(service => images.Any(image => image.Reference == service.Image)).Select(service => service.Name).Order(StringComparer.Ordinal)];

    static string Short(string id) => id.StartsWith("sha256:", StringComparison.Ordinal) ? id[7..Math.Min(19, id.Length)] : id;
}
