using DataSpec.Engine.Parameters;
using Nuke.Common.IO;

namespace DataSpec.Engine.Sessions;

/// <summary>Finds the root folder and reads the parameter files: what is read from disk before anything runs.</summary>
static class Inputs
{
    /// <summary>The folder given, else the nearest one above the working directory that holds <c>.nuke</c>.</summary>
    /// <exception cref="UsageException">There is no such folder.</exception>
    public static AbsolutePath Root(BuildHost host, CommandLine commandLine)
    {
        var given = commandLine.Options.LastOrDefault(option => EngineParameters.Root.Is(option.Name))?.Values is [var value]
            ? value
            : host.Variables.GetValueOrDefault(EngineParameters.Root.Variable);
        if (!string.IsNullOrEmpty(given))
        {
            var folder = AbsolutePath.Create(Path.GetFullPath(given, host.WorkingDirectory));
            return folder.DirectoryExists() ? folder : throw new UsageException([$"There is no folder '{folder}' to be the root."]);
        }

        for (var folder = AbsolutePath.Create(host.WorkingDirectory); folder is not null; folder = folder.Parent)
        {
            if ((folder / ".nuke").DirectoryExists())
                return folder;
        }

        throw new UsageException([$"No folder '.nuke' in '{host.WorkingDirectory}' or above it: this is no checkout of a build."]);
    }

    /// <summary>The files of the profiles, the last named one first, then <c>parameters.json</c>.</summary>
    /// <exception cref="UsageException">A file is no JSON object, or a profile that was asked for is missing.</exception>
    public static IReadOnlyList<ParametersFile> ParameterFiles(AbsolutePath root, IReadOnlyList<string> profiles)
    {
        var files = profiles.Reverse().Select(profile => Read(root, $"parameters.{profile}.json") ?? throw new UsageException([$"There is no '.nuke/parameters.{profile}.json' for --profile."]));
        return [.. files, .. Read(root, "parameters.json") is { } common ? [common] : Array.Empty<ParametersFile>()];
    }

    static ParametersFile? Read(AbsolutePath root, string name)
    {
        var file = root / ".nuke" / name;
        if (!file.FileExists())
            return null;
        using var json = File.OpenRead(file);
        return ParametersFile.Read(".nuke/" + name, json);
    }
}
