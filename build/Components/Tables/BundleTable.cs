using DataSpec.Operations.Images;
using DataSpec.Operations.Reporting;
using Spectre.Console.Rendering;

static class BundleTable
{
    public static IRenderable Of(BundleResult bundle)
    {
        var table = PlainTable.With("Image", "In");
        foreach (var image in bundle.Images)
            table.AddTextRow(image, bundle.File);
        return table.AddTextRow($"{bundle.Images.Length} images, {ProgressText.Size(bundle.Bytes)}", "./build.sh Up --images bundle --bundle FILE");
    }
}
