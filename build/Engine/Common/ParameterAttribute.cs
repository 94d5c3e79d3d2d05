namespace Nuke.Common;

/// <summary>A value from the command line, the environment or <c>.nuke/parameters.json</c>, in this order; else the member's default.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public class ParameterAttribute(string? description = null) : Attribute
{
    /// <summary>One line for the help.</summary>
    public string? Description { get; } = description;

    /// <summary>Name on the command line; the member's name where null.</summary>
    public string? Name { get; set; }

    /// <summary>Splits one value into the elements of an array; at most one character.</summary>
    public string? Separator { get; set; }

    /// <summary>Property of the declaring type that gives values to offer where the shell completes, as <c>IEnumerable&lt;string&gt;</c>; other values stay allowed.</summary>
    public string? ValueProviderMember { get; set; }
}
