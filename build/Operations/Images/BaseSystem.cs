using System.Text.RegularExpressions;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Images;

/// <summary>Minimal Debian systems as images: made by mmdebstrap, kept in the engine under a name with their content key.</summary>
sealed partial class BaseSystem(IProcessRunner runner, EngineEndpoint engine, ToolBootstrap tool, string? mirror)
{
    /// <summary>The key of a recipe's base: its arguments and the scripts they name.</summary>
    public static string KeyOf(string folder, PackageRecipe recipe)
    {
        var arguments = File.ReadAllText(Path.Combine(folder, recipe.Base));
        using var key = new ContentKey().Add(recipe.Base, arguments);
        foreach (var script in Scripts().Matches(arguments).Select(match => match.Groups["name"].Value))
            key.Add(script, File.ReadAllBytes(Path.Combine(folder, script)));
        return key.Value;
    }

    public static string ReferenceOf(string folder, PackageRecipe recipe) =>
        $"{recipe.BaseRepository}:{recipe.BaseTag}-{KeyOf(folder, recipe)[..12]}";

    /// <summary>The arguments of mmdebstrap in a file: a line each, <c>#</c> comments, <c>{scripts}</c> for the folder.</summary>
    public static IReadOnlyList<string> ArgumentsIn(string folder, string file) =>
        [.. File.ReadLines(Path.Combine(folder, file))
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line => line.Replace("{scripts}", folder, StringComparison.Ordinal))];

    /// <summary>Makes the base unless the engine has it; an image comes to be only from a whole system.</summary>
    public async Task<string> EnsureAsync(string folder, PackageRecipe recipe, bool refresh, Workshop workshop, CancellationToken ct)
    {
        var reference = ReferenceOf(folder, recipe);
        if (!refresh && await new LocalImages(runner, engine).FindAsync(reference, ct) is not null)
            return reference;
        var archive = Path.Combine(workshop.Fresh("base"), "root.tar");
        // Where mmdebstrap builds: the default would be /tmp, often small and in memory.
        var mmdebstrap = (await tool.MmdebstrapAsync(ct)).WithVariable("TMPDIR", workshop.Fresh("tree"))
            .With([.. ArgumentsIn(folder, recipe.Base), archive, .. mirror is null ? Array.Empty<string>() : [mirror]]);
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

    [GeneratedRegex(@"\{scripts\}/(?<name>[\w.-]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Scripts();
}
