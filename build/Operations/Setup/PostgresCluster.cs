using System.Globalization;

namespace DataSpec.Operations.Setup;

/// <summary>A database cluster under <c>data/postgres</c>.</summary>
/// <param name="Directory">The one that holds <c>PG_VERSION</c>.</param>
/// <param name="Major">From <c>PG_VERSION</c>, or from its path where this user may not read that; null where neither tells.</param>
sealed record PostgresCluster(string Directory, int? Major)
{
    /// <summary>Every cluster in the places that the official images have used: <c>18/docker</c> since 18, <c>data</c> or the folder itself before.</summary>
    public static IEnumerable<PostgresCluster> In(StackRoot root)
    {
        var postgres = Path.Combine(root.Data, "postgres");
        if (!System.IO.Directory.Exists(postgres))
            return [];
        return SubdirectoriesOf(postgres)
            .Select(versioned => At(Path.Combine(versioned, "docker"), NumberOf(Path.GetFileName(versioned))))
            .Append(At(Path.Combine(postgres, "data"), byPath: null))
            .Append(At(postgres, byPath: null))
            .OfType<PostgresCluster>();
    }

    static PostgresCluster? At(string directory, int? byPath)
    {
        if (!System.IO.Directory.Exists(directory))
            return null;
        var file = Path.Combine(directory, "PG_VERSION");
        try
        {
            // File.Exists is false also where the directory may not be entered; the enumeration tells the two apart.
            _ = System.IO.Directory.EnumerateFileSystemEntries(directory).Any();
            return File.Exists(file) ? new(directory, NumberOf(File.ReadAllText(file).Trim())) : null;
        }
        catch (UnauthorizedAccessException)
        {
            return new(directory, byPath);
        }
    }

    static string[] SubdirectoriesOf(string directory)
    {
        try
        {
            return System.IO.Directory.GetDirectories(directory);
        }
        catch (UnauthorizedAccessException)
        {
            return [];
        }
    }

    static int? NumberOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
