using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.Versioning;
using System.Text;

namespace DataSpec.Operations.Processes;

/// <summary>Feeds a running program's input and reads both outputs, each on its own, so that a full pipe never stops the program.</summary>
sealed class OutputPump(Process process, Command command, Action<OutputLine>? onLine, TimeProvider time) : IDisposable
{
    static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    readonly CancellationTokenSource _stop = new();
    readonly SecretMask _mask = new(command.Secrets);
    readonly Lock _gate = new();
    readonly OutputTail _tail = new(command.KeptLines);
    readonly List<Stream> _open = [];
    Task _work = Task.CompletedTask;
    long _bytes;

    /// <summary>True where something that outlives the program held its outputs open and reading was given up.</summary>
    public bool WasCut { get; private set; }

    /// <summary>Completes when all streams are closed, or fails with what a reader or <c>onLine</c> threw.</summary>
    public Task Start() => _work = command.Interactive
        ? Task.Delay(Timeout.InfiniteTimeSpan, _stop.Token)
        : Task.WhenAll(
            Guarded(Feed),
            Guarded(() => Read(process.StandardOutput.BaseStream, OutputSource.Out)),
            Guarded(() => Read(process.StandardError.BaseStream, OutputSource.Error)));

    /// <summary>
    /// Reads the rest after the program ended. A grandchild can keep the pipes open for ever: reading stops once they were quiet
    /// for a second, or after ten in all. On a machine out of breath this program can be what was quiet: then something is unread.
    /// </summary>
    public async Task DrainAsync(CancellationToken ct)
    {
        if (command.Interactive)
            return;
        var started = time.GetTimestamp();
        long seen;
        do
        {
            seen = Interlocked.Read(ref _bytes);
            await Task.WhenAny(_work, Task.Delay(Quiet, time, ct));
            ct.ThrowIfCancellationRequested();
        }
        while (!_work.IsCompleted && (seen != Interlocked.Read(ref _bytes) || HasUnread()) && time.GetElapsedTime(started) < Longest);

        lock (_gate)
            WasCut = !_work.IsCompleted;
        await _stop.CancelAsync();
        if (!WasCut)
            await _work;
    }

    public CommandResult Result(TimeSpan duration)
    {
        lock (_gate)
            return new(command, process.ExitCode, duration, _tail.Lines) { DroppedLines = _tail.Dropped, OutputWasCut = WasCut };
    }

    public CommandTimeoutException TimedOut(TimeSpan limit)
    {
        lock (_gate)
            return new(command, limit, _tail.Lines);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    /// <summary>The first failure ends the other streams' work too.</summary>
    async Task Guarded(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch
        {
            await _stop.CancelAsync();
            throw;
        }
    }

    bool HasUnread()
    {
        lock (_gate)
            return OperatingSystem.IsLinux() && _open.OfType<PipeStream>().Any(HasInput);
    }

    [SupportedOSPlatform("linux")]
    static bool HasInput(PipeStream pipe) => Posix.HasInput(pipe.SafePipeHandle);

    async Task Read(Stream stream, OutputSource source)
    {
        lock (_gate)
            _open.Add(stream);
        var splitter = new LineSplitter(text => Take(new OutputLine(source, _mask.Over(text))));
        var buffer = new byte[LineSplitter.BufferSize];
        while (await stream.ReadAsync(buffer, _stop.Token) is var count and > 0)
        {
            Interlocked.Add(ref _bytes, count);
            splitter.Add(buffer.AsSpan(0, count));
        }

        splitter.End();
        lock (_gate)
            _open.Remove(stream);
    }

    void Take(OutputLine line)
    {
        lock (_gate)
        {
            if (WasCut)
                return;
            _tail.Add(line);
            onLine?.Invoke(line);
        }
    }

    async Task Feed()
    {
        try
        {
            await using var input = process.StandardInput.BaseStream;
            if (command.StandardInput is { } text)
                await input.WriteAsync(Encoding.UTF8.GetBytes(text), _stop.Token);
        }
        catch (IOException)
        {
            // The program ended or closed its input before reading all of it: its exit code tells whether that matters.
        }
    }
}
