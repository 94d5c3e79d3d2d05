using System.Diagnostics.CodeAnalysis;
using DataSpec.Engine.Output;

namespace Nuke.Common.CI.GitHubActions;

/// <summary>GitHub Actions: each target is a group of the log, and warnings and errors stand at the top of the run's page.</summary>
[SuppressMessage("Design", "MA0049:Type name should not match containing namespace", Justification = "NUKE's name.")]
public class GitHubActions : Host
{
    readonly BuildConsole _console;

    internal GitHubActions(BuildConsole console) => _console = console;

    /// <summary>Null where the build runs elsewhere.</summary>
    public static GitHubActions? Instance => NukeBuild.Host as GitHubActions;

    public void Group(string group) => Write("group", group);
    public void EndGroup(string group) => Write("endgroup", group);
    public void WriteWarning(string message) => Write("warning", message);
    public void WriteError(string message) => Write("error", message);

    /// <summary>A line that GitHub reads; on standard error, because standard output may be a target's answer.</summary>
    void Write(string command, string text) => _console.Error($"::{command}::" +
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal));
}
