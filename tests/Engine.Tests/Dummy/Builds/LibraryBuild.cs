using Nuke.Common;
using Nuke.Common.IO;
using Serilog;

/// <summary>The build of a library as people write it with NUKE: one class, a chain of targets, parameters with defaults.</summary>
public class LibraryBuild : NukeBuild
{
    [Parameter("Configuration to build - Default is 'Debug' (local) or 'Release' (server)")]
    readonly Configuration Configuration = IsLocalBuild ? Configuration.Debug : Configuration.Release;

    [Parameter("Where packages are pushed to")]
    [Secret]
    readonly string? ApiKey;

    [Parameter] readonly int? Retries;
    [Parameter(Separator = "+")] readonly string[] Frameworks = ["net10.0"];
    [Parameter] readonly AbsolutePath OutputDirectory = RootDirectory / "output";
    [Parameter(Name = "Draft")] readonly bool IsDraft;

    AbsolutePath SourceDirectory => RootDirectory / "src";
    AbsolutePath PackageFile => OutputDirectory / "library" + ".nupkg";

    public List<string> Ran { get; } = [];

    Target Clean => _ => _
        .Before(Restore)
        .Executes(() => Ran.Add(nameof(Clean)));

    Target Restore => _ => _
        .Executes(() => Ran.Add(nameof(Restore)));

    Target Compile => _ => _
        .Description("Compiles " + nameof(LibraryBuild))
        .DependsOn(Restore)
        .Executes(() =>
        {
            Log.Information("{Configuration} for {Frameworks} from {Directory}", Configuration, Frameworks, SourceDirectory);
            Ran.Add($"{nameof(Compile)} {Configuration} {string.Join(',', Frameworks)}");
        });

    Target Test => _ => _
        .DependsOn(Compile)
        .ProceedAfterFailure()
        .Executes(async () =>
        {
            await Task.Yield();
            ReportSummary(_ =>
            {
                _["Passed"] = "12";
                return _;
            });
            Ran.Add(nameof(Test));
        });

    Target Pack => _ => _
        .DependsOn(Compile)
        .After(Test)
        .OnlyWhenStatic(() => !IsDraft)
        .Executes(
            () => Ran.Add(PackageFile.Name),
            () => Ran.Add(PackageFile.Parent.NotNull().Name));

    Target Publish => _ => _
        .DependsOn(Pack, Test)
        .Requires(() => ApiKey)
        .Requires(() => Retries)
        .Requires(() => Configuration == Configuration.Release, () => Frameworks.Length > 0)
        .OnlyWhenDynamic(() => SucceededTargets.Contains(Pack))
        .WhenSkipped(DependencyBehavior.Execute)
        .Triggers(Announce)
        .Executes(() =>
        {
            Assert.True(Retries > 0, "No retries");
            Assert.NotNull(ApiKey);
            return Ran.Count;
        });

    Target Announce => _ => _
        .Unlisted()
        .AssuredAfterFailure()
        .Executes(() => Ran.Add(nameof(Announce)));

    protected override void OnBuildFinished() => Log.Debug("{Count} targets, {Failed} failed", ExecutionPlan.Count, FailedTargets.Count);
}

public enum Configuration
{
    Debug,
    Release,
}
