using System.Collections.Immutable;
using DataSpec.Operations.Images;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Upgrades;

/// <summary>What keeps <c>Up</c> from being an upgrade that nobody announced: a stack with data stays on the versions that it runs.</summary>
public static class KeptImages
{
    /// <summary>Services whose version in the image list is another than that of <c>.env</c>, with the reference to stay on; empty for a stack without data.</summary>
    /// <param name="current">The reference that a key of <c>.env</c> has; null for none.</param>
    public static ImmutableDictionary<string, string> Of(StackRoot root, Func<string, string?> current)
    {
        if (DeployedRecord.Read(root) is null && !PostgresCluster.In(root).Any())
            return [];
        return ImageCatalogue.Load(root.ImagesLock).Services
            .Where(image => image.Value.Variable is { } variable && current(variable) is { Length: > 0 } reference && ImageVersion.Differ(reference, image.Value.Reference))
            .ToImmutableDictionary(image => image.Key, image => current(image.Value.Variable!)!, StringComparer.Ordinal);
    }
}
