namespace DataSpec.Operations.Completion;

/// <summary>A shell that this build can teach its targets, options and values.</summary>
public enum Shell
{
    Bash,
    Zsh,
    Fish,
    Powershell,
}
