using DataSpec.Operations.Reporting;
using Serilog;

/// <summary>Shows what operations report: a line per state, and for long work one moving line on a terminal, a plain line every few seconds elsewhere.</summary>
sealed class ConsoleProgress(TimeProvider time, bool isTerminal) : IProgressSink
{
    readonly Lock _lock = new();
    readonly Dictionary<string, (long Started, long Shown)> _running = [];
    bool _movingLine;

    TimeSpan Pause => isTerminal ? TimeSpan.FromSeconds(0.3) : TimeSpan.FromSeconds(5);

    public void Say(string subject, string state)
    {
        lock (_lock)
        {
            EndMovingLine();
            _running.Remove(subject);
            Log.Information("{Subject:l} {State:l}", subject.PadRight(22), state);
        }
    }

    public void Warn(string subject, string text)
    {
        lock (_lock)
        {
            EndMovingLine();
            Log.Warning("{Subject:l} {Text:l}", subject.PadRight(22), text);
        }
    }

    public void Advance(string subject, long done, long? total, string unit)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            if (!_running.TryGetValue(subject, out var run))
                run = (now, isTerminal ? 0 : now);
            if (run.Shown != 0 && time.GetElapsedTime(run.Shown, now) < Pause)
            {
                _running.TryAdd(subject, run);
                return;
            }

            _running[subject] = run with { Shown = now };
            var text = ProgressText.Of(done, total, unit, time.GetElapsedTime(run.Started, now));
            if (isTerminal)
                MoveLine($"{subject.PadRight(22)} {text}");
            else
                Log.Information("{Subject:l} {Text:l}", subject.PadRight(22), text);
        }
    }

    /// <summary>Leaves the terminal on a line of its own.</summary>
    public void Finish()
    {
        lock (_lock)
            EndMovingLine();
    }

    void MoveLine(string text)
    {
        var width = Screen.Width - 1;
        Console.Out.Write($"\r\e[K{(text.Length > width ? text[..width] : text)}");
        _movingLine = true;
    }

    void EndMovingLine()
    {
        if (_movingLine)
            Console.Out.Write("\r\e[K");
        _movingLine = false;
    }
}
