using Nuke.Common;
using Nuke.Common.IO;

namespace DataSpec.Engine.Tests.Parameters;

enum Colour
{
    Red,
    DarkGreen,
}

/// <summary>A build with a parameter of every kind.</summary>
sealed class ParameterBuild : NukeBuild, IHazRetention
{
    [Parameter("A text.")]
    public readonly string Text = "default";

    [Parameter]
    public int? RetryCount { get; }

    [Parameter(Separator = ",")]
    public string[] Months { get; } = [];

    [Parameter]
    public bool DryRun { get; }

    [Parameter]
    public Colour Colour { get; } = Colour.Red;

    [Parameter]
    public AbsolutePath? TargetDir { get; }

    [Parameter]
    public TimeSpan? MaxAge { get; }

    [Parameter]
    [Secret]
    public string? ApiToken { get; }

    [Parameter(Name = "Other")]
    public string? Renamed { get; }

    public Target Go => _ => _.Executes(() => { });
}

[ParameterPrefix("Backup")]
interface IHazRetention : INukeBuild
{
    [Parameter("How many are kept.")]
    int? Retention => TryGetValue<int?>(() => Retention);

    [Parameter]
    [Required]
    string? Place => TryGetValue(() => Place);

    Target Keep => _ => _.Executes(() => { });
}
