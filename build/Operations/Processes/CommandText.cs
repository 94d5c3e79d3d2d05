namespace DataSpec.Operations.Processes;

/// <summary>How commands and their failures are written for people, with secrets masked.</summary>
static class CommandText
{
    const int LastLines = 12;
    const int LongestShownLine = 2000;

    public static string Of(Command command) =>
        new SecretMask(command.Secrets).Over(string.Join(' ', command.Arguments.Prepend(command.Executable).Select(Quoted)));

    public static string OfFailure(CommandResult result) =>
        WithLastLines($"'{Of(result.Command)}' ended with exit code {result.ExitCode}{Signal(result.ExitCode)}.", result.Lines);

    public static string WithLastLines(string what, IEnumerable<OutputLine> lines) =>
        string.Join("\n  ", lines.Select(line => line.Text).Where(text => !string.IsNullOrWhiteSpace(text)).TakeLast(LastLines).Select(Short).Prepend(what));

    static string Short(string line) => line.Length <= LongestShownLine ? line : $"{line.AsSpan(0, LongestShownLine)}...";

    /// <summary>By convention a program that a signal ended has the code 128 + signal.</summary>
    static string Signal(int exitCode) => exitCode switch
    {
        130 => " (SIGINT: interrupted)",
        134 => " (SIGABRT: gave up by itself)",
        137 => " (SIGKILL: killed from outside, often because memory ran out)",
        139 => " (SIGSEGV: crashed)",
        141 => " (SIGPIPE: its reader was gone)",
        143 => " (SIGTERM: asked to end)",
        _ => "",
    };

    static string Quoted(string argument) =>
        argument.Length > 0 && !argument.Any(c => char.IsWhiteSpace(c) || c is '"' or '\'') ? argument : $"\"{argument}\"";
}
