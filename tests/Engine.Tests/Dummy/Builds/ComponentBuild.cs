using Nuke.Common;
using Nuke.Common.IO;
using Serilog;

/// <summary>A build that is put together of components, one of which it changes.</summary>
public class ComponentBuild : NukeBuild, IArchive, IDeploy
{
    AbsolutePath IHazArtifacts.ArtifactsDirectory => RootDirectory / "files";

    Target IArchive.Archive => _ => _
        .Inherit<IArchive>()
        .Description("Archives the site")
        .Executes(() => Ran.Add("Archive of the build"));

    public List<string> Ran { get; } = [];
}

public interface IHazArtifacts : INukeBuild
{
    AbsolutePath ArtifactsDirectory => RootDirectory / "artifacts";

    List<string> Ran { get; }
}

[ParameterPrefix("Archive")]
public interface IArchive : IHazArtifacts
{
    [Parameter("How hard to press, 1 to 9")]
    int? Level => TryGetValue<int?>(() => Level);

    [Parameter]
    string Format => TryGetValue(() => Format) ?? "zip";

    Target Archive => _ => _
        .Description("Archives")
        .Executes(() => Ran.Add($"{ArtifactsDirectory.Name}.{Format} {Level ?? 5}"));
}

/// <summary>A component that would be there in another build.</summary>
public interface ISign : INukeBuild
{
    Target Sign => _ => _;
}

public interface IDeploy : IHazArtifacts
{
    [Parameter]
    [Required]
    string? Place => TryGetValue(() => Place);

    Target Deploy => _ => _
        .DependsOn<IArchive>()
        .TryDependsOn<ISign>(x => x.Sign)
        .TryAfter<ISign>()
        .Executes(() => Log.Information("To {Place}", Place));

    Target Undeploy => _ => _
        .After<IArchive>(x => x.Archive)
        .Executes(() => { });
}
