namespace DataSpec.Operations.Processes;

/// <summary>How commands and their failures are written for people, with secrets masked.</summary>
static class CommandText
{
    const int LastLines = 12;
    const string Mask = "***";

    public static string Of(Command command) =>
        Masked(string.Join(' ', command.Arguments.Prepend(command.Executable).Select(Quoted)), command.Secrets);

    public static string OfFailure(CommandResult result)
    {
        var lines = result.Lines.Select(line => line.Text).Where(text => !string.IsNullOrWhiteSpace(text)).TakeLast(LastLines);
        return string.Join("\n  ", lines.Prepend($"'{Of(result.Command)}' ended with exit code {result.ExitCode}."));
    }

    /// <summary>The text with each secret replaced; longer secrets first, so that one inside another leaves no rest.</summary>
    public static string Masked(string text, IEnumerable<string> secrets) =>
        secrets.Where(secret => secret.Length > 0)
            .OrderByDescending(secret => secret.Length)
            .Aggregate(text, (masked, secret) => masked.Replace(secret, Mask, StringComparison.Ordinal));

    static string Quoted(string argument) =>
        argument.Length > 0 && !argument.Any(c => char.IsWhiteSpace(c) || c is '"' or '\'') ? argument : $"\"{argument}\"";
}
