using Nuke.Common;

/// <summary>A file that holds what belongs together.</summary>
interface IHazBundle : INukeBuild
{
    [Parameter("Up, Bundle: file with the images of a stack, written by Bundle and read with --images bundle; Doctor: archive for a bug report, secrets left out, with a name of its own where none is given", Name = "bundle")]
    string[]? BundleFiles => TryGetValue(() => BundleFiles);

    /// <summary>Null where none was named.</summary>
    string? BundleFile => BundleFiles is [var file, ..] ? file : null;
}
