using System.Linq.Expressions;
using System.Reflection;
using Nuke.Common;

namespace DataSpec.Engine.Definition;

/// <summary>Reads members by reflection: the one an expression names, the one target of a component, a definition that is overridden.</summary>
static class MemberCalls
{
    public const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <summary>The member at the end of <c>() => X</c> or <c>x => ((IUp)x).Up</c>.</summary>
    public static MemberInfo? MemberOf(LambdaExpression expression)
    {
        var body = expression.Body;
        while (body is UnaryExpression { NodeType: ExpressionType.Convert } conversion)
            body = conversion.Operand;
        return (body as MemberExpression)?.Member;
    }

    /// <summary>The target properties that a type declares itself, in their order.</summary>
    public static List<PropertyInfo> TargetsOf(Type type) =>
    [
        .. type.GetProperties(Declared).Where(property => property.PropertyType == typeof(Target) && property.GetMethod is not null).OrderBy(property => property.MetadataToken),
    ];

    /// <summary>The only target property that <paramref name="component"/> declares.</summary>
    /// <exception cref="BuildDefinitionException">It declares none or several.</exception>
    public static PropertyInfo TheTargetOf(Type component, string asking) => TargetsOf(component) switch
    {
        [var one] => one,
        [] => throw new BuildDefinitionException($"Target '{asking}' refers to {component.Name}: No relevant targets."),
        var several => throw new BuildDefinitionException(
            $"Target '{asking}' refers to {component.Name}: Too many relevant targets:{string.Concat(several.Select(property => $"\n  - {property.Name}"))}"),
    };

    /// <summary>The property's own definition, even where a derived type overrides it.</summary>
    public static Target WithoutDispatch(PropertyInfo property, object build)
    {
        var getter = property.GetMethod!.MethodHandle.GetFunctionPointer();
        return ((Func<Target>)Activator.CreateInstance(typeof(Func<Target>), build, getter)!)();
    }
}
