using System.Reflection;

namespace DataSpec.Engine.Definition;

/// <summary>Finds the targets of a build: those of its class, then those of its components, in declaration order.</summary>
static class TargetDiscovery
{
    public static IReadOnlyList<PropertyInfo> Targets(Type build)
    {
        var ofClass = OfClass(build);
        var found = new List<PropertyInfo>(ofClass.Values);
        foreach (var slots in build.GetInterfaces().SelectMany(Named).GroupBy(property => property.Name, StringComparer.Ordinal))
        {
            if (!ofClass.TryGetValue(slots.Key, out var own))
                found.Add(MostDerived([.. slots], build));
            else if (!own.GetMethod!.IsPublic)
                throw Wrong($"Property '{own.Name}' must be marked public to override inherited member from:", slots);
        }

        return found;
    }

    static OrderedDictionary<string, PropertyInfo> OfClass(Type? type)
    {
        if (type is null || type == typeof(object))
            return new(StringComparer.Ordinal);
        var byName = OfClass(type.BaseType);
        foreach (var property in Named(type))
            byName[property.Name] = property;
        return byName;
    }

    /// <summary>Without explicit implementations: they are found through the component's own property, whose getter they answer.</summary>
    static IEnumerable<PropertyInfo> Named(Type type) =>
        MemberCalls.TargetsOf(type).Where(property => !property.Name.Contains('.', StringComparison.Ordinal));

    static PropertyInfo MostDerived(List<PropertyInfo> slots, Type build) =>
        slots.Find(slot => slots.TrueForAll(other => other.DeclaringType!.IsAssignableFrom(slot.DeclaringType)))
        ?? (slots.TrueForAll(slot => IsImplementedByClass(slot, build)) ? slots[0] : null)
        ?? throw Wrong($"Property '{slots[0].Name}' must be implemented explicitly because it is inherited from multiple interfaces:", slots);

    static bool IsImplementedByClass(PropertyInfo slot, Type build)
    {
        var map = build.GetInterfaceMap(slot.DeclaringType!);
        return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, slot.GetMethod)].DeclaringType is { IsInterface: false };
    }

    static BuildDefinitionException Wrong(string text, IEnumerable<PropertyInfo> slots) =>
        new(text + string.Concat(slots.Select(slot => $"\n  - {slot.DeclaringType!.Name}")));
}
