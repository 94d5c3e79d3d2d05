using DataSpec.Engine.Sessions;
using Nuke.Common.IO;

namespace Nuke.Common;

public abstract partial class NukeBuild
{
    /// <summary>Folder that holds <c>.nuke</c>.</summary>
    public static AbsolutePath RootDirectory => BuildSession.Current.Root;

    /// <summary><c>.nuke/temp</c> in the root: logs and everything that may be thrown away.</summary>
    public static AbsolutePath TemporaryDirectory => BuildSession.Current.TemporaryDirectory;

    public static Verbosity Verbosity
    {
        get => BuildSession.Current.Options.Verbosity;
        set => BuildSession.Current.Options.Verbosity = value;
    }

    /// <summary>True on a person's machine, false on a CI server.</summary>
    public static bool IsLocalBuild => !IsServerBuild;

    /// <summary>True where one of the variables that CI servers set is present.</summary>
    public static bool IsServerBuild => BuildSession.Current.Host.IsServer;
}
