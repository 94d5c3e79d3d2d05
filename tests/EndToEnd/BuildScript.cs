using System.Collections.Concurrent;
using System.Diagnostics;

namespace DataSpec.EndToEnd;

/// <summary>What one call of the real <c>./build.sh</c> left.</summary>
public sealed record BuildRun(string Arguments, int ExitCode, string Output, string Error, TimeSpan Duration)
{
    public string Everything => $"$ ./build.sh {Arguments}\n{Output}\n{Error}\n(exit code {ExitCode} after {Duration.TotalSeconds:0.0} s)";
}

/// <summary>A running <c>./build.sh</c>: what it printed so far, signals to it, and its end.</summary>
public sealed class RunningBuild : IDisposable
{
    readonly ConcurrentQueue<string> _output = new();
    readonly ConcurrentQueue<string> _error = new();
    readonly Process _process;
    readonly string _arguments;
    readonly Stopwatch _watch = Stopwatch.StartNew();

    /// <param name="user">Id of the user and group that runs it; null for that of the tests.</param>
    public RunningBuild(string directory, IReadOnlyDictionary<string, string> environment, string[] arguments, int? user = null)
    {
        _arguments = string.Join(' ', arguments);
        // A run in the background is started with INT ignored and hands that on: the tests are about what a terminal sends.
        string[] command = ["env", "--default-signal", Path.Combine(directory, "build.sh"), .. arguments];
        if (user is { } id)
            command = ["setpriv", $"--reuid={id}", $"--regid={id}", "--clear-groups", .. command];
        var info = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            info.Environment[name] = value;
        _process = Process.Start(info)!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Add(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public string Output => string.Join('\n', _output);

    /// <summary>Waits until the text was printed on either stream.</summary>
    public async Task UntilItSays(string text, TimeSpan limit, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(limit);
        while (!_output.Concat(_error).Any(line => line.Contains(text, StringComparison.Ordinal)))
        {
            if (_process.HasExited)
                Assert.Fail($"ended before it said '{text}':\n{Output}\n{string.Join('\n', _error)}");
            await Task.Delay(50, deadline.Token);
        }
    }

    /// <param name="name">INT, TERM or KILL: to the program alone, as a supervisor sends it.</param>
    public void Signal(string name) => Process.Start("kill", [$"-{name}", $"{_process.Id}"]).WaitForExit();

    public async Task<BuildRun> End(TimeSpan limit, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(limit);
        try
        {
            await _process.WaitForExitAsync(deadline.Token);
        }
        catch (OperationCanceledException late) when (!ct.IsCancellationRequested)
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException($"./build.sh {_arguments} did not end within {limit}:\n{Output}\n{string.Join('\n', _error)}", late);
        }

        return new BuildRun(_arguments, _process.ExitCode, Output, string.Join('\n', _error), _watch.Elapsed);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    static void Add(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
            lines.Enqueue(line);
    }
}
