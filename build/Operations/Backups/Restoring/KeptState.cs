using System.Collections.Immutable;
using System.Text.Json;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>The state that a restore or an undo replaced; kept until <c>--prune</c>.</summary>
/// <param name="Id">Of the operation that replaced it.</param>
/// <param name="At">When that was.</param>
/// <param name="What">What that operation did.</param>
/// <param name="Paths">Directories that were exchanged, from the root.</param>
/// <param name="Env">True where <c>.env</c> was changed too.</param>
public sealed record KeptState(string Id, DateTimeOffset At, string What, ImmutableArray<string> Paths, bool Env)
{
    const string RecordName = "kept.json";
    const string PreviousName = "previous";

    /// <summary>Where restores prepare and keep: beside the data, on its file system.</summary>
    internal static string Folder(StackRoot root) => Path.Combine(root.State, "restore");

    internal static string DirectoryOf(StackRoot root, string id) => Path.Combine(Folder(root), id);

    internal static string StagedOf(StackRoot root, string id) => Path.Combine(DirectoryOf(root, id), "new");

    internal static string PreviousOf(StackRoot root, string id) => Path.Combine(DirectoryOf(root, id), PreviousName);

    /// <summary>Directory with what was replaced.</summary>
    public string Directory(StackRoot root) => PreviousOf(root, Id);

    /// <summary>All that are kept, oldest first.</summary>
    public static ImmutableArray<KeptState> Read(StackRoot root) => System.IO.Directory.Exists(Folder(root))
        ? [.. System.IO.Directory.EnumerateDirectories(Folder(root)).Select(ReadOne).OfType<KeptState>().OrderBy(state => state.At).ThenBy(state => state.Id, StringComparer.Ordinal)]
        : [];

    internal void Write(StackRoot root) =>
        DurableFile.Write(Path.Combine(DirectoryOf(root, Id), RecordName), JsonSerializer.Serialize(this, ManifestText.Shape) + "\n", EnvFile.PrivateMode);

    /// <summary>From here on it is offered no more.</summary>
    internal static void Forget(string directory) => File.Delete(Path.Combine(directory, RecordName));

    internal static bool IsKept(string directory) => File.Exists(Path.Combine(directory, RecordName));

    static KeptState? ReadOne(string directory)
    {
        try
        {
            var path = Path.Combine(directory, RecordName);
            return File.Exists(path) ? JsonSerializer.Deserialize<KeptState>(File.ReadAllText(path), ManifestText.Shape) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }
}
