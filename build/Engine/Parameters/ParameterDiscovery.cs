using System.Reflection;
using DataSpec.Engine.Definition;
using Nuke.Common;

namespace DataSpec.Engine.Parameters;

/// <summary>Finds the <c>[Parameter]</c> members of a build class, its bases and its components.</summary>
/// <remarks>A member of the class stands for the same one of a component. Two components with one name are a mistake: the value that was given would reach one of them only.</remarks>
static class ParameterDiscovery
{
    public static IReadOnlyList<Parameter> Of(Type build)
    {
        var found = new OrderedDictionary<string, Parameter>(StringComparer.OrdinalIgnoreCase);
        for (var type = build; type is not null && type != typeof(NukeBuild) && type != typeof(object); type = type.BaseType)
            Add(type);
        foreach (var component in build.GetInterfaces())
            Add(component);
        return [.. found.Values];

        void Add(Type owner)
        {
            foreach (var member in owner.GetMembers(MemberCalls.Declared).OrderBy(member => member.MetadataToken))
            {
                if (member is PropertyInfo or FieldInfo && member.GetCustomAttribute<ParameterAttribute>() is { } attribute)
                {
                    var parameter = From(member, attribute, owner);
                    if (!found.TryAdd(parameter.Name, parameter) && found[parameter.Name].Owner is { IsInterface: true } other)
                        throw new BuildDefinitionException($"{other.Name} and {owner.Name} both declare the parameter '{parameter.Name}'; declare it in one component that both extend.");
                }
            }
        }
    }

    static Parameter From(MemberInfo member, ParameterAttribute attribute, Type owner)
    {
        var prefix = owner.GetCustomAttribute<ParameterPrefixAttribute>()?.Prefix;
        var type = (member as PropertyInfo)?.PropertyType ?? ((FieldInfo)member).FieldType;
        return new Parameter(prefix + (attribute.Name ?? member.Name), type, attribute.Description, owner)
        {
            Member = member,
            Separator = attribute.Separator,
            IsSecret = member.IsDefined(typeof(SecretAttribute)),
            IsRequired = member.IsDefined(typeof(RequiredAttribute)),
        };
    }
}
