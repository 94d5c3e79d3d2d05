namespace DataSpec.Operations.Completion;

/// <summary>Where a shell looks: the script, and the file of the person's that must name it; null where the shell finds it by itself.</summary>
public sealed record CompletionPlaces(string Script, string? StartFile, string Line)
{
    /// <param name="variable">The environment.</param>
    /// <param name="home">The person's home folder.</param>
    public static CompletionPlaces Of(Shell shell, Func<string, string?> variable, string home)
    {
        var data = Path.Combine(Known("XDG_DATA_HOME") ?? Path.Combine(home, ".local", "share"), "dataspec");
        var config = Known("XDG_CONFIG_HOME") ?? Path.Combine(home, ".config");
        return shell switch
        {
            Shell.Bash => Sourced("completion.bash", Path.Combine(home, ".bashrc")),
            Shell.Zsh => Sourced("completion.zsh", Path.Combine(Known("ZDOTDIR") ?? home, ".zshrc")),
            Shell.Fish => new(Path.Combine(config, "fish", "completions", "build.sh.fish"), StartFile: null, ""),
            _ => PowerShell(Path.Combine(data, "completion.ps1")),
        };

        string? Known(string name) => variable(name) is { Length: > 0 } value ? value : null;

        CompletionPlaces Sourced(string name, string startFile)
        {
            var script = Path.Combine(data, name);
            return new(script, startFile, $"[ -r {Quoted(script, @"'\''")} ] && . {Quoted(script, @"'\''")}");
        }

        CompletionPlaces PowerShell(string script)
        {
            var folder = OperatingSystem.IsWindows() ? Path.Combine(home, "Documents", "PowerShell") : Path.Combine(config, "powershell");
            return new(script, Path.Combine(folder, "profile.ps1"), $"if (Test-Path -LiteralPath {Quoted(script, "''")}) {{ . {Quoted(script, "''")} }}");
        }
    }

    static string Quoted(string path, string quote) => $"'{path.Replace("'", quote, StringComparison.Ordinal)}'";
}
