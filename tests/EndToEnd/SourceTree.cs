using DataSpec.Operations;
using DataSpec.Operations.Benchmarks;
using DataSpec.Operations.Processes;

namespace DataSpec.EndToEnd;

/// <summary>The working tree that these tests belong to.</summary>
static class SourceTree
{
    public static string Root { get; } = Find();

    /// <summary>Copies the tracked and the new files, without what lives: data, secrets, caches.</summary>
    public static Task CopyTo(string target, CancellationToken ct) =>
        new SourceCopy(new ProcessRunner(TimeProvider.System)).ToAsync(new StackRoot(Root), target, ct);

    static string Find()
    {
        var directory = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(directory, "build.sh")))
            directory = Path.GetDirectoryName(directory) ?? throw new InvalidOperationException("these tests are not inside a checkout");
        return directory;
    }
}
