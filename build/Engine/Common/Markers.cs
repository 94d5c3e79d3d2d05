namespace Nuke.Common;

/// <summary>The parameter must have a value before any target starts.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class RequiredAttribute : Attribute;

/// <summary>The parameter's value is masked in everything that is printed or logged.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class SecretAttribute : Attribute;

/// <summary>All parameters of the component carry this prefix: <c>[ParameterPrefix("Backup")] Retention</c> is <c>--backup-retention</c>.</summary>
[AttributeUsage(AttributeTargets.Interface)]
public sealed class ParameterPrefixAttribute(string prefix) : Attribute
{
    public string Prefix { get; } = prefix;
}

/// <summary>Parts of the output that the engine prints by itself.</summary>
public enum DefaultOutput
{
    TargetHeader = 1,
    TargetOutcome = 4,
    BuildOutcome = 5,
}

/// <summary>Turns parts of the engine's own output off, all of them where none is named.</summary>
[AttributeUsage(AttributeTargets.Class)]
public class DisableDefaultOutputAttribute(params DefaultOutput[] disabledOutputs) : Attribute
{
    public DefaultOutput[] DisabledOutputs { get; } = disabledOutputs.Length > 0 ? disabledOutputs : Enum.GetValues<DefaultOutput>();

    /// <summary>Whether this run is meant; asked when the output is due, so that a subclass may look at the plan.</summary>
    public virtual bool IsApplicable(INukeBuild build) => true;
}
