namespace DataSpec.Operations.Images;

/// <summary>Where Python wheels are: a folder, an archive, or (with no path) the package index of pip's own configuration.</summary>
/// <param name="Path">Folder or <c>.tar.xz</c>; null for the index.</param>
/// <param name="Lists">Folder with lock lists that belong to the wheels; null where there is none.</param>
public sealed record WheelSource(string? Path, string? Lists)
{
    const string Archive = "wheels.tar.xz";

    public bool IsArchive => Path is not null && File.Exists(Path);

    /// <summary>What was asked for, else <c>wheels.tar.xz</c> or <c>wheels/</c> in the project, else the same in a <c>shared</c>
    /// folder beside it, else the index.</summary>
    /// <exception cref="DataSpecException">What was asked for is not there or holds no wheels.</exception>
    public static WheelSource Find(StackRoot root, string? asked)
    {
        if (!string.IsNullOrWhiteSpace(asked))
            return Asked(System.IO.Path.GetFullPath(asked, root.Directory));
        string[] places = [root.Directory, System.IO.Path.GetFullPath(System.IO.Path.Combine(root.Directory, "..", "shared"))];
        return places.SelectMany(place => (string[])[System.IO.Path.Combine(place, Archive), System.IO.Path.Combine(place, "wheels")])
            .Where(HoldsWheels).Select(At).FirstOrDefault(new WheelSource(null, null));
    }

    /// <summary>The lock list to install: the one that lies with the wheels, else the project's own.</summary>
    public string ListFor(string ownList)
    {
        var beside = Lists is null ? null : System.IO.Path.Combine(Lists, System.IO.Path.GetFileName(ownList));
        return File.Exists(beside) ? beside : ownList;
    }

    static WheelSource Asked(string path) =>
        HoldsWheels(path)
            ? At(path)
            : throw new DataSpecException(ExitCode.WrongUsage, $"'{path}' is neither a folder with *.whl files nor a .tar.xz archive.")
            {
                LeftAsItWas = "No image was built.",
                NextStep = "Name a folder or archive of wheels: --wheels PATH",
            };

    static WheelSource At(string path)
    {
        var lists = Directory.Exists(path) ? path : System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, "wheels");
        return new WheelSource(path, Directory.Exists(lists) ? lists : null);
    }

    static bool HoldsWheels(string path) =>
        Directory.Exists(path)
            ? Directory.EnumerateFiles(path, "*.whl").Any()
            : File.Exists(path) && path.EndsWith(".tar.xz", StringComparison.Ordinal);
}
