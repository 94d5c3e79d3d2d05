using DataSpec.Engine.Output;

namespace DataSpec.Engine.Sessions;

/// <summary>Everything a run takes from outside, so that tests can give their own.</summary>
/// <param name="Arguments">Arguments without the program's name.</param>
/// <param name="Variables">The environment.</param>
/// <param name="WorkingDirectory">Folder of the caller: relative paths of arguments and variables start here.</param>
sealed record BuildHost(
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Variables,
    string WorkingDirectory,
    BuildConsole Console,
    Masking Masking,
    TimeProvider Time)
{
    /// <summary>How the person started this, for texts.</summary>
    public static string Command => OperatingSystem.IsWindows() ? "./build.ps1" : "./build.sh";

    public static BuildHost OfThisProcess()
    {
        var masking = new Masking();
        var variables = Environment.GetEnvironmentVariables();
        return new BuildHost(
            Environment.GetCommandLineArgs()[1..],
            variables.Keys.Cast<string>().ToDictionary(name => name, name => (string)variables[name]!, StringComparer.Ordinal),
            Environment.CurrentDirectory,
            BuildConsole.OfThisProcess(masking),
            masking,
            TimeProvider.System);
    }
}
