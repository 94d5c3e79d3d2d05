using Nuke.Common;
using Serilog;

/// <summary>A sample until the real components stand here.</summary>
interface IHello : INukeBuild
{
    [Parameter("Who is greeted.")]
    string? Greeted => TryGetValue(() => Greeted);

    Target Hello => _ => _
        .Description("Greets someone.")
        .Executes(() => Log.Information("Hello, {Greeted}", Greeted ?? "world"));
}
