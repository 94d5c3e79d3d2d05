using System.Globalization;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Upgrades.Outdated;
using Spectre.Console;
using Spectre.Console.Rendering;

/// <summary>Versions for people.</summary>
static class OutdatedTable
{
    const int ShownDigest = 12;

    public static IRenderable Of(OutdatedResult result) => new Rows(
    [
        .. result.IsOffline ? [new Text("OFFLINE: nobody could be asked what is newest; what is shown comes from earlier answers.")] : (IRenderable[])[],
        Images(result),
        .. result.Packages.IsEmpty ? (IRenderable[])[] : [Packages(result)],
        .. Lines(result).Distinct(StringComparer.Ordinal).Select(line => new Text(line)),
    ]);

    static Table Images(OutdatedResult result)
    {
        var table = PlainTable.With("Image", "Running", "Locked", "Newest", "", "Fixes until", "Asked");
        foreach (var image in result.Images)
        {
            table.AddTextRow(
                image.Service,
                image.Running is { } running ? Version(running.Version ?? "?", running.Digest) : "-",
                Version(image.Locked, image.LockedDigest),
                image.Newest is null ? "unknown" : image.NewestOfMajor is { } own && own != image.Newest ? $"{own}; {image.Newest}" : image.Newest,
                Word(image.State),
                image.EndOfLife is { } end ? $"{end:yyyy-MM-dd}{(image.IsPastEndOfLife ? " (past)" : "")}" : "",
                Asked(image.AsOf, result.At));
        }

        return table;
    }

    static Table Packages(OutdatedResult result)
    {
        var table = PlainTable.With("Package", "Running", "Locked", "Newest", "", "Asked");
        foreach (var package in result.Packages)
            table.AddTextRow(package.Package, package.Running ?? "-", package.Locked, package.Newest ?? "unknown", Word(package.State), Asked(package.AsOf, result.At));
        return table;
    }

    static IEnumerable<string> Lines(OutdatedResult result)
    {
        foreach (var image in result.Images)
        {
            foreach (var note in image.Notes)
                yield return $"{image.Service} to {image.Newest}: {(note.Stops ? "NOT POSSIBLE: " : "")}{note.What}{(note.Do is null ? "" : $" {note.Do}")}";
            if (image.IsPastEndOfLife)
                yield return $"{image.Service}: no fixes since {image.EndOfLife:yyyy-MM-dd}.";
            if (image.Released is { } released)
                yield return $"{image.Service}: {released} is released; there is no image of this kind of tag yet.";
        }

        foreach (var problem in result.Problems.Concat(result.Images.SelectMany(image => image.Problems)).Concat(result.Packages.Select(package => package.Problem).OfType<string>()))
            yield return $"Note: {problem}.";
    }

    static string Word(OutdatedState state) => state switch
    {
        OutdatedState.Current => "current",
        OutdatedState.Update => "update",
        OutdatedState.MajorUpdate => "new major version",
        _ => "",
    };

    static string Version(string version, string? digest) =>
        digest?.Split(':')[^1] is { Length: >= ShownDigest } hash ? $"{version} {hash[..ShownDigest]}" : version;

    static string Asked(DateTimeOffset? asOf, DateTimeOffset now) => asOf is not { } at ? "never"
        : now - at < TimeSpan.FromHours(1) ? "now" : string.Create(CultureInfo.InvariantCulture, $"{ProgressText.Duration(now - at)} ago");
}
