using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Images;

/// <summary>Runs the long commands of one image: progress from their output, all of it in a log file, a short error.</summary>
/// <param name="runner">Runs them.</param>
/// <param name="progress">Gets a line for each step.</param>
/// <param name="subject">The service whose image is made.</param>
/// <param name="folder">Working files of this image alone; a later run may delete them.</param>
sealed class Workshop(IProcessRunner runner, IProgressSink progress, string subject, string folder)
{
    public string Folder => folder;

    public string Log => folder + ".log";

    public IProgressSink Progress => progress;

    public string Subject => subject;

    /// <summary>Runs to the end; <paramref name="step"/> picks from a line what the person shall see of it, null for nothing.</summary>
    /// <exception cref="DataSpecException">The command failed: what was attempted, its last lines, and the log.</exception>
    public async Task<CommandResult> RunAsync(string what, Command command, Func<string, string?> step, string nextStep, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        await using var log = File.AppendText(Log);
        await log.WriteLineAsync($"== {CommandText.Of(command)}");
        var result = await runner.RunAsync(command, Heard, ct);
        return result.Succeeded ? result : throw new DataSpecException(ExitCode.FailedUnchanged, $"{what} failed.\n  {LastLines(result)}", new CommandFailedException(result))
        {
            LeftAsItWas = "The images that were there are unchanged.",
            NextStep = $"{nextStep} The whole output: {Log}",
        };

        void Heard(OutputLine line)
        {
            log.WriteLine(line.Text);
            if (step(line.Text) is { } text)
                progress.Say(subject, text);
        }
    }

    /// <summary>An empty folder; what an interrupted run left in it is removed.</summary>
    public string Fresh(string name)
    {
        var path = Path.Combine(folder, name);
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        return Directory.CreateDirectory(path).FullName;
    }

    /// <summary>Removes what an interrupted run left, and starts a new log.</summary>
    public void Begin()
    {
        Clear();
        Directory.CreateDirectory(folder);
        File.Delete(Log);
    }

    public void Clear()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    static string LastLines(CommandResult result) =>
        string.Join("\n  ", result.Lines.Select(line => line.Text).Where(text => !string.IsNullOrWhiteSpace(text)).TakeLast(6));
}
