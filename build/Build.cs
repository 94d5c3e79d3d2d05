using Nuke.Common;

class Build : NukeBuild, IHello
{
    public static int Main() => Execute<Build>(x => ((IHello)x).Hello);
}
