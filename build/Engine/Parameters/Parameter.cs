using System.Reflection;
using Nuke.Common.Execution;

namespace DataSpec.Engine.Parameters;

/// <summary>A value that may be given to the build: one <c>[Parameter]</c> member, or one of the engine's own.</summary>
/// <param name="Name">Name with its component's prefix, in the member's spelling.</param>
/// <param name="Owner">Class or component that declares it; null for the engine's own.</param>
sealed record Parameter(string Name, Type Type, string? Description, Type? Owner)
{
    public MemberInfo? Member { get; init; }
    public string? Separator { get; init; }
    public bool IsSecret { get; init; }
    public bool IsRequired { get; init; }

    /// <summary>The name as it is typed: <c>--target-dir</c>.</summary>
    public string Option => "--" + ParameterName.Kebab(Name);

    /// <summary>The variable that is documented for it: <c>NUKE_TARGET_DIR</c>.</summary>
    public string Variable => "NUKE_" + ParameterName.Kebab(Name).Replace('-', '_').ToUpperInvariant();

    /// <summary>Type of one value: neither nullable nor an array.</summary>
    public Type ElementType => Nullable.GetUnderlyingType(Scalar) ?? Scalar;
    public bool IsList => Type.IsArray;
    public bool IsFlag => ElementType == typeof(bool) && !IsList;

    /// <summary>What may be given, where that is a closed set.</summary>
    public IReadOnlyList<string> Choices => [.. ValueConversion.Choices(ElementType)];

    Type Scalar => Type.GetElementType() ?? Type;

    /// <summary>Whether it belongs to a target: the target's component, or one that extends it, declares it.</summary>
    public bool BelongsTo(ExecutableTarget target) =>
        Owner is { IsInterface: true } && target.Member.DeclaringType is { IsInterface: true } component && Owner.IsAssignableFrom(component);

    public bool Is(string plainName) => string.Equals(CommandLine.Plain(Name), plainName, StringComparison.OrdinalIgnoreCase);
}
