using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Benchmarks;

/// <summary>A copy of a checkout's sources without what lives: data, secrets, caches.</summary>
sealed class SourceCopy(IProcessRunner runner)
{
    /// <summary>Copies the tracked and the new files.</summary>
    /// <param name="target">A folder that holds none of them yet.</param>
    /// <exception cref="DataSpecException">The root is no git checkout.</exception>
    public async Task ToAsync(StackRoot root, string target, CancellationToken ct)
    {
        var list = Command.Of("git", "-c", "core.quotePath=off", "ls-files", "--cached", "--others", "--exclude-standard").In(root.Directory);
        var files = await runner.RunAsync(list with { KeptLines = int.MaxValue }, ct: ct);
        foreach (var file in files.EnsureSuccess().StandardOutput.Split('\n').Where(file => File.Exists(Path.Combine(root.Directory, file))))
        {
            var copy = Path.Combine(target, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(root.Directory, file), copy);
        }
    }
}
