using DataSpec.Operations.Diagnosis.Bundles;
using DataSpec.Operations.Reporting;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>What was packed for a bug report.</summary>
static class SupportBundleTable
{
    public static IRenderable Of(SupportBundleResult bundle)
    {
        var table = PlainTable.With("File", "Size", "What");
        foreach (var entry in bundle.Entries)
            table.AddTextRow(entry.Name, ProgressText.Size(entry.Bytes), entry.What);
        return new Rows(
        [
            table,
            .. bundle.Missing.Select(what => new Text($"Not in it: {what}", Inks.Warning)),
            new Text($"{bundle.File} ({ProgressText.Size(bundle.Bytes)})", Inks.Bold),
            new Text($"Known secrets and what looks like one are ***. No program finds them all: look through it before you send it: tar -xzf '{bundle.File}'"),
        ]);
    }
}
