namespace DataSpec.Operations.Images;

/// <summary>pip's own configuration on this machine, for builds that ask the package index: handed over as a build secret, never part
/// of an image.</summary>
static class PipSettings
{
    static readonly string[] _variables = ["PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_TRUSTED_HOST", "PIP_PROXY"];

    /// <summary>Writes what applies here to a file that only this user can read.</summary>
    public static void Write(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        foreach (var line in Existing() is { } own ? File.ReadLines(own) : [])
            writer.WriteLine(line);
        writer.WriteLine("[install]");
        foreach (var name in _variables)
        {
            // The section of the command is stronger than [global], as the variables are.
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                writer.WriteLine($"{name["PIP_".Length..].ToLowerInvariant().Replace('_', '-')} = {value}");
        }
    }

    static string? Existing()
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var config = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") ?? Path.Combine(home, ".config");
        return new[] { Environment.GetEnvironmentVariable("PIP_CONFIG_FILE"), Path.Combine(config, "pip", "pip.conf"), Path.Combine(home, ".pip", "pip.conf"), "/etc/pip.conf" }
            .FirstOrDefault(path => path is { Length: > 0 } && File.Exists(path));
    }
}
