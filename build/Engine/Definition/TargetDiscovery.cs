using System.Reflection;
using Nuke.Common;

namespace DataSpec.Engine.Definition;

/// <summary>Finds the targets of a build: those of its class, then those of its components, in declaration order.</summary>
static class TargetDiscovery
{
    public static IReadOnlyList<PropertyInfo> Targets(Type build)
    {
        var ofClass = OfClass(build);
        var ofComponents = build.GetInterfaces()
            .SelectMany(component => TargetsDeclaredBy(component).Where(property => !property.Name.Contains('.', StringComparison.Ordinal)))
            .GroupBy(property => property.Name, StringComparer.Ordinal);

        var found = new List<PropertyInfo>();
        foreach (var slots in ofComponents)
        {
            var own = ofClass.Find(property => string.Equals(property.Name, slots.Key, StringComparison.Ordinal));
            if (own is null)
                found.Add(MostDerived([.. slots], build));
            else if (!own.GetMethod!.IsPublic)
                throw Wrong($"Property '{own.Name}' must be marked public to override inherited member from:", slots);
        }

        return [.. ofClass, .. found];
    }

    static List<PropertyInfo> OfClass(Type build)
    {
        var byName = new OrderedDictionary<string, PropertyInfo>(StringComparer.Ordinal);
        foreach (var type in Lineage(build).Reverse())
        {
            // An explicit implementation is found through the component's own property, whose getter it answers.
            foreach (var property in TargetsDeclaredBy(type).Where(property => !property.Name.Contains('.', StringComparison.Ordinal)))
                byName[property.Name] = property;
        }

        return [.. byName.Values];
    }

    static PropertyInfo MostDerived(List<PropertyInfo> slots, Type build) =>
        slots.Find(slot => slots.TrueForAll(other => other.DeclaringType!.IsAssignableFrom(slot.DeclaringType)))
        ?? (slots.TrueForAll(slot => ImplementedByClass(slot, build)) ? slots[0] : null)
        ?? throw Wrong($"Property '{slots[0].Name}' must be implemented explicitly because it is inherited from multiple interfaces:", slots);

    static bool ImplementedByClass(PropertyInfo slot, Type build)
    {
        var map = build.GetInterfaceMap(slot.DeclaringType!);
        var answer = map.TargetMethods[Array.IndexOf(map.InterfaceMethods, slot.GetMethod)];
        return answer.DeclaringType is { IsInterface: false };
    }

    static IEnumerable<PropertyInfo> TargetsDeclaredBy(Type type) =>
        type.GetProperties(MemberCalls.Declared)
            .Where(property => property.PropertyType == typeof(Target) && property.GetMethod is not null)
            .OrderBy(property => property.MetadataToken);

    static IEnumerable<Type> Lineage(Type type)
    {
        for (var current = type; current is not null && current != typeof(object); current = current.BaseType)
            yield return current;
    }

    static BuildDefinitionException Wrong(string text, IEnumerable<PropertyInfo> slots) =>
        new(text + string.Concat(slots.Select(slot => $"\n  - {slot.DeclaringType!.Name}")));
}
