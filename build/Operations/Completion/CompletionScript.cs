namespace DataSpec.Operations.Completion;

/// <summary>What a shell runs to ask this build; one text for every checkout.</summary>
public static class CompletionScript
{
    public static string Of(Shell shell)
    {
        using var reader = new StreamReader(typeof(CompletionScript).Assembly.GetManifestResourceStream($"completion.{NameOf(shell)}")!);
        return reader.ReadToEnd();
    }

    /// <summary>The shell that a path such as <c>/usr/bin/zsh</c> names; null where it is another one.</summary>
    public static Shell? ShellOf(string? path) =>
        Enum.GetValues<Shell>().Cast<Shell?>().FirstOrDefault(shell => Path.GetFileNameWithoutExtension(path) is var name && (name == NameOf(shell!.Value) || (name is "pwsh" && shell is Shell.Powershell)));

    internal static string NameOf(Shell shell) => shell switch
    {
        Shell.Bash => "bash",
        Shell.Zsh => "zsh",
        Shell.Fish => "fish",
        _ => "powershell",
    };
}
