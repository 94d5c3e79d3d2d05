using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Images;

/// <summary>Minimal Debian systems as images: made by mmdebstrap, kept in the engine under a name with their content key.</summary>
sealed partial class BaseSystem(IProcessRunner runner, EngineEndpoint engine, ToolBootstrap tool, string? mirror)
{
    readonly ConcurrentDictionary<string, Lazy<Task<string>>> _ensured = new(StringComparer.Ordinal);

    /// <summary>The key of a recipe's base: its arguments and the scripts they name.</summary>
    public static string KeyOf(string folder, PackageRecipe recipe)
    {
        var file = FileOf(folder, recipe);
        var arguments = File.ReadAllText(file);
        using var key = new ContentKey().Add(Path.GetFileName(file), arguments);
        foreach (var script in Scripts().Matches(arguments).Select(match => match.Groups["name"].Value))
            key.Add(script, File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(file)!, script)));
        return key.Value;
    }

    public static string ReferenceOf(string folder, PackageRecipe recipe) =>
        $"{recipe.BaseRepository}:{recipe.BaseTag}-{KeyOf(folder, recipe)[..12]}";

    /// <summary>The arguments of mmdebstrap in a file: a line each, <c>#</c> comments, <c>{scripts}</c> for its folder.</summary>
    public static IReadOnlyList<string> ArgumentsIn(string file) =>
        [.. File.ReadLines(file)
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Replace("{scripts}", Path.GetDirectoryName(file), StringComparison.Ordinal))];

    /// <summary>Makes the base unless the engine has it, once for all recipes that share it; an image comes to be only from a whole
    /// system.</summary>
    public Task<string> EnsureAsync(string folder, PackageRecipe recipe, bool refresh, Workshop workshop, CancellationToken ct) =>
        _ensured.GetOrAdd(ReferenceOf(folder, recipe), reference => new(() => MakeAsync(reference, folder, recipe, refresh, workshop, ct))).Value;

    async Task<string> MakeAsync(string reference, string folder, PackageRecipe recipe, bool refresh, Workshop workshop, CancellationToken ct)
    {
        if (!refresh && await new LocalImages(runner, engine).FindAsync(reference, ct) is not null)
            return reference;
        var archive = Path.Combine(workshop.Fresh("base"), "root.tar");
        // Where mmdebstrap builds: the default would be /tmp, often small and in memory.
        var mmdebstrap = (await tool.MmdebstrapAsync(workshop.Progress, ct)).WithVariable("TMPDIR", workshop.Fresh("tree"))
            .With([.. ArgumentsIn(FileOf(folder, recipe)), archive, .. mirror is null ? Array.Empty<string>() : [mirror]]);
        workshop.Progress.Say(workshop.Subject, "making the base system from Debian packages");
        var made = await workshop.RunAsync(
            "Making the base system from Debian packages",
            mmdebstrap,
            line => line.StartsWith("I: installing", StringComparison.Ordinal) || line.StartsWith("I: downloading", StringComparison.Ordinal) ? line[3..] : null,
            "Check that the Debian mirror can be reached, and try again.",
            ct);
        var megabytes = new FileInfo(archive).Length / 1_000_000;
        workshop.Progress.Say(workshop.Subject, $"base system of {megabytes} MB after {made.Duration.TotalSeconds:0} s");
        await workshop.RunAsync(
            "Importing the base system",
            engine.Docker("import", "--change", $"LABEL {ContentKey.Label}={KeyOf(folder, recipe)}", archive, reference),
            _ => null,
            "Try again.",
            ct);
        File.Delete(archive);
        return reference;
    }

    static string FileOf(string folder, PackageRecipe recipe) => Path.GetFullPath(recipe.Base, folder);

    [GeneratedRegex(@"\{scripts\}/(?<name>[\w.-]+)", RegexOptions.None, 1000)]
    private static partial Regex Scripts();
}
