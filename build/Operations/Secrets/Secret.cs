namespace DataSpec.Operations.Secrets;

/// <summary>A value that must not be shown: printed, logged or serialised it is three stars.</summary>
public sealed record Secret
{
    readonly string _value;

    public Secret(string value) => _value = value;

    /// <summary>The value itself, for the environment or the standard input of a command.</summary>
    public string Reveal() => _value;

    public override string ToString() => "***";
}
