using Nuke.Common;

/// <summary>Everything this repository can do; each component is one concern.</summary>
class Build : NukeBuild, IOverview, ILint
{
    public static int Main() => Execute<Build>(build => ((IOverview)build).Overview);

    public StackContext Stack { get; } = new(RootDirectory);
}
