using System.Reflection;
using Nuke.Common;
using Shouldly;

namespace DataSpec.Engine.Tests.Surface;

/// <summary>What the engine shows in NUKE's namespaces must be NUKE's: a build that compiles here compiles against the package.</summary>
public sealed class SurfaceSpecs
{
    [Fact]
    public void Every_public_signature_is_one_of_NUKE_s()
    {
        var ours = typeof(NukeBuild).Assembly.GetExportedTypes().SelectMany(PublicSurface.Of).ToList();

        ours.Count.ShouldBeGreaterThan(150);
        ours.Except(OfNuke(), StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Nothing_is_public_outside_NUKE_s_namespaces() =>
        typeof(NukeBuild).Assembly.GetExportedTypes().Select(type => type.Namespace).Distinct(StringComparer.Ordinal).ShouldAllBe(name => name!.StartsWith("Nuke.Common"));

    [Fact]
    public void The_build_project_sees_no_internals() =>
        typeof(NukeBuild).Assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>()
            .Select(attribute => attribute.AssemblyName).ShouldBe(["DataSpec.Engine.Tests"]);

    static HashSet<string> OfNuke()
    {
        using var reader = new StreamReader(typeof(SurfaceSpecs).Assembly.GetManifestResourceStream("nuke-10.1.txt")!);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Length > 0 && line[0] != '#')];
    }
}
