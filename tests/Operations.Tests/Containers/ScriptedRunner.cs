using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Tests.Containers;

/// <summary>Answers commands from a script and remembers them; runs nothing.</summary>
sealed class ScriptedRunner(Func<string, (int Code, string Out, string Error)?> answer) : IProcessRunner
{
    public List<string> Asked { get; } = [];

    public Task<CommandResult> RunAsync(Command command, Action<OutputLine>? onLine = null, CancellationToken ct = default)
    {
        var text = string.Join(' ', command.Arguments.Prepend(command.Executable));
        lock (Asked)
            Asked.Add(text);
        var (code, output, error) = answer(text) ?? throw new CommandNotFoundException(command);
        return Task.FromResult(new CommandResult(command, code, TimeSpan.Zero, [new(OutputSource.Out, output), new(OutputSource.Error, error)]));
    }
}
