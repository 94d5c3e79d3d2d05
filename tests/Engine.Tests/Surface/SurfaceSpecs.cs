using System.Reflection;
using Nuke.Common;
using Shouldly;

namespace DataSpec.Engine.Tests.Surface;

/// <summary>What the engine shows in NUKE's namespaces must be NUKE's: a build that compiles here compiles against the package.</summary>
public sealed class SurfaceSpecs
{
    const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void Every_public_name_is_in_the_list_of_NUKE_s_names()
    {
        var names = PublicNames().ToList();

        names.Count.ShouldBeGreaterThan(80);
        names.Except(NukeNames(), StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_public_outside_NUKE_s_namespaces() =>
        typeof(NukeBuild).Assembly.GetExportedTypes().Select(type => type.Namespace).Distinct(StringComparer.Ordinal).ShouldAllBe(name => name!.StartsWith("Nuke.Common"));

    [Fact]
    public void The_build_project_sees_no_internals() =>
        typeof(NukeBuild).Assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>()
            .Select(attribute => attribute.AssemblyName).ShouldBe(["DataSpec.Engine.Tests"]);

    static IEnumerable<string> PublicNames() =>
        from type in typeof(NukeBuild).Assembly.GetExportedTypes()
        from name in typeof(Delegate).IsAssignableFrom(type) ? [TypeName(type)] : type.GetMembers(Declared).Where(IsVisible).Select(member => $"{TypeName(type)}.{member.Name}").Prepend(TypeName(type))
        select name;

    static HashSet<string> NukeNames()
    {
        using var reader = new StreamReader(typeof(SurfaceSpecs).Assembly.GetManifestResourceStream("nuke-names.txt")!);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var type = "";
        foreach (var line in reader.ReadToEnd().Split('\n').Select(line => line.Split('#')[0]).Where(line => line.Trim().Length > 0))
        {
            if (!line.StartsWith(' '))
                names.Add(type = line.Trim());
            else
                names.UnionWith(line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(member => $"{type}.{member}"));
        }

        return names;
    }

    static string TypeName(Type type) => type.FullName!.Split('`')[0];

    /// <summary>Public or protected, and written by a person rather than by the compiler or <c>object</c>.</summary>
    static bool IsVisible(MemberInfo member) => member switch
    {
        MethodInfo method => (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly) && !method.IsSpecialName && method.GetBaseDefinition().DeclaringType != typeof(object),
        PropertyInfo property => (property.GetMethod ?? property.SetMethod) is { IsPublic: true },
        FieldInfo field => field is { IsPublic: true, IsSpecialName: false },
        _ => false,
    };
}
