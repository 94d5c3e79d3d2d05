using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Compose;

/// <summary>The tools inside the stack, with a person's own arguments, on the person's own terminal.</summary>
/// <param name="hasTerminal">False where standard input is no terminal: none is then asked for in the container either.</param>
public sealed class StackTools(ComposeProject project, string user, string database, bool hasTerminal)
{
    /// <summary><c>airflow</c> where tasks run.</summary>
    public Command Airflow(IEnumerable<string> arguments) => Exec(CoreServices.Scheduler, ["airflow", .. arguments]);

    /// <summary><c>psql</c> on the warehouse as its owner; by the socket, which asks for no password.</summary>
    public Command Psql(IEnumerable<string> arguments) =>
        Exec(CoreServices.Postgres, ["psql", $"--username={user}", $"--dbname={database}", .. arguments]);

    public Command Compose(IEnumerable<string> arguments) => project.Compose([.. arguments]).OnTerminal();

    Command Exec(string service, IEnumerable<string> command)
    {
        var exec = project.Compose("exec");
        return (hasTerminal ? exec : exec.With("--no-TTY")).With([service, .. command]).OnTerminal();
    }
}
