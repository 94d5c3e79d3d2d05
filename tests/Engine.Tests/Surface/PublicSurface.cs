using System.Reflection;

namespace DataSpec.Engine.Tests.Surface;

/// <summary>What another assembly sees of a type, one line a member: its signature without names of parameters and without nullability.</summary>
static class PublicSurface
{
    const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Of(Type type)
    {
        var name = $"{type.Namespace}.{NameOf(type)}";
        if (type.IsSubclassOf(typeof(Delegate)))
            return [$"{name}: delegate {Signature(type.GetMethod("Invoke")!)}"];
        if (type.IsEnum)
            return Enum.GetNames(type).Select(member => $"{name}.{member} = {Convert.ToInt32(Enum.Parse(type, member), System.Globalization.CultureInfo.InvariantCulture)}");
        return type.GetMembers(Declared).SelectMany(Lines).Select(line => $"{name}.{line}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Prepend(name);
    }

    static IEnumerable<string> Lines(MemberInfo member) => member switch
    {
        ConstructorInfo constructor when IsVisible(constructor) => [$"new({Parameters(constructor)})"],
        MethodInfo method when IsVisible(method) && method.GetBaseDefinition().DeclaringType != typeof(object) && (!method.IsSpecialName || method.Name.StartsWith("op_", StringComparison.Ordinal))
            => [$"{Access(method)}{method.Name}{Signature(method)}"],
        PropertyInfo property => property.GetAccessors(nonPublic: true).Where(IsVisible)
            .Select(accessor => $"{Access(accessor)}{property.Name}: {NameOf(property.PropertyType)} {(accessor == property.SetMethod ? "set" : "get")}"),
        FieldInfo { IsPublic: true, IsSpecialName: false } field => [$"{field.Name}: {NameOf(field.FieldType)}"],
        _ => [],
    };

    static bool IsVisible(MethodBase method) => !method.Name.Contains('.', StringComparison.Ordinal) || method.IsConstructor
        ? method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly
        : false;

    static string Access(MethodInfo method) =>
        (method.IsStatic ? "static " : "") + (method.IsPublic ? "" : method.IsFamily ? "protected " : "protected internal ");

    static string Signature(MethodInfo method) =>
        $"{(method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : "")}({Parameters(method)}): {NameOf(method.ReturnType)}";

    static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter =>
        (parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "") + NameOf(parameter.ParameterType) + (parameter.IsOptional ? " = default" : "")));

    static string NameOf(Type type) =>
        type.IsArray ? NameOf(type.GetElementType()!) + "[]"
        : Nullable.GetUnderlyingType(type) is { } value ? NameOf(value) + "?"
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>"
        : type.Name;
}
