namespace DataSpec.Operations.Containers;

/// <summary>The client side of the private engine: which docker is called, its plugins, and a shell file for people.</summary>
sealed class EngineClient(PrivateEnginePaths paths)
{
    static readonly string[] _pluginFolders = ["usr/libexec/docker/cli-plugins", "usr/lib/docker/cli-plugins"];

    public EngineEndpoint Endpoint => new(Docker, $"unix://{paths.Socket}", paths.Client, IsPrivate: true);

    // The system's client where there is one: it talks to any engine and is kept up to date.
    string Docker => ProgramPath.Find("docker") ?? Path.Combine(paths.Root, "usr", "bin", "docker");

    /// <summary>Links the extracted plugins and writes the shell file; made anew at each start, so a moved checkout heals.</summary>
    public void Write()
    {
        var plugins = Path.Combine(paths.Client, "cli-plugins");
        Directory.CreateDirectory(plugins);
        foreach (var plugin in _pluginFolders.Select(folder => Path.Combine(paths.Root, folder)).Where(Directory.Exists).SelectMany(Directory.EnumerateFiles))
        {
            var link = Path.Combine(plugins, Path.GetFileName(plugin));
            File.Delete(link);
            File.CreateSymbolicLink(link, plugin);
        }
        File.WriteAllText(
            paths.EnvironmentFile,
            $"""
            # Source this to use plain docker and docker compose with this checkout's private engine.
            export DOCKER_HOST={Quoted($"unix://{paths.Socket}")} DOCKER_CONFIG={Quoted(paths.Client)}
            export PATH="$PATH":{Quoted(Path.Combine(paths.Root, "usr/bin"))}

            """);
    }

    static string Quoted(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
