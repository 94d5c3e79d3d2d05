using System.Text.RegularExpressions;
using DataSpec.Operations.Texts;

namespace DataSpec.Operations.Images;

/// <summary>A list of Python packages with exact versions (<c>name==version</c>, one a line).</summary>
sealed partial record LockList(string Text, IReadOnlyList<PinnedPackage> Packages)
{
    public static LockList Read(string file)
    {
        var text = File.ReadAllText(file);
        return new LockList(
            text,
            [.. text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(line => line[0] != '#')
                .Select(line => Pinned(file, line))]);
    }

    /// <summary>The wheel files of a folder that this list needs, one for each package.</summary>
    /// <exception cref="DataSpecException">The folder lacks some; they are named.</exception>
    public IReadOnlyList<string> WheelsIn(string folder)
    {
        var wheels = Directory.EnumerateFiles(folder, "*.whl").ToLookup(OfWheel);
        var missing = Packages.Where(package => !wheels.Contains(package)).ToList();
        if (missing.Count > 0)
            throw new DataSpecException(ExitCode.RequirementMissing, $"The folder of wheels '{folder}' lacks {Some(missing)}.")
            {
                LeftAsItWas = "No image was built.",
                NextStep = "Add them to the folder, or name another folder or archive: --wheels PATH",
            };
        return [.. Packages.SelectMany(package => wheels[package])];
    }

    /// <summary>Name and version of a wheel from its file name, <c>name-version-...</c>.</summary>
    internal static PinnedPackage OfWheel(string file) =>
        Path.GetFileName(file).Split('-') is [var name, var version, ..] ? new PinnedPackage(Normalised(name), version) : new PinnedPackage(file, "");

    static PinnedPackage Pinned(string file, string line) =>
        line.Split("==") is [var name, var version]
            ? new PinnedPackage(Normalised(name), version)
            : throw new DataSpecException(ExitCode.WrongUsage, $"'{line}' in '{file}' is not of the form name==version.")
            {
                LeftAsItWas = "No image was built.",
                NextStep = "Pin every package of the list to one version.",
            };

    static string Some(List<PinnedPackage> missing) =>
        Listing.Names([.. missing.Select(package => $"{package.Name} {package.Version}")]);

    // As PEP 503 has it: one spelling for Flask_Login, flask.login and flask-login.
    internal static string Normalised(string name) => Separators().Replace(name, "-").ToLowerInvariant();

    [GeneratedRegex("[-_.]+", RegexOptions.None, 1000)]
    private static partial Regex Separators();
}

/// <summary>One line of a <see cref="LockList"/>, its name normalised.</summary>
sealed record PinnedPackage(string Name, string Version);
