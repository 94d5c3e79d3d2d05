namespace DataSpec.Operations.Secrets;

/// <summary>An <c>.env</c> text that compose would refuse; names the line, never the value.</summary>
public sealed class EnvSyntaxException(int line, string what)
    : DataSpecException(ExitCode.WrongUsage, $".env line {line}: {what}")
{
    public int Line { get; } = line;
}
