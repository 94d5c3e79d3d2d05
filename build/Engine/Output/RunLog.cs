using System.Globalization;
using Nuke.Common;
using Nuke.Common.CI.GitHubActions;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace DataSpec.Engine.Output;

/// <summary>Brings what is logged through Serilog to the console, as far as the verbosity allows, and all of it to the log file.</summary>
/// <remarks>Warnings and errors go to standard error: a script finds there why it failed.</remarks>
sealed class RunLog(BuildConsole console, LogFile file, Verbosity verbosity) : ILogEventSink
{
    readonly MessageTemplateTextFormatter _brief = new("{Timestamp:HH:mm:ss} [{Level:u3}] {Message:lj}", CultureInfo.InvariantCulture);
    readonly MessageTemplateTextFormatter _full = new("{Timestamp:HH:mm:ss.fff} [{Level:u3}] {Message:lj}{NewLine}{Exception}", CultureInfo.InvariantCulture);

    public ILogger CreateLogger() => new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(this).CreateLogger();

    public void Emit(LogEvent logEvent)
    {
        file.Write(Text(_full, logEvent));
        if (logEvent.Level < Minimum)
            return;

        // What follows the first line of a message stands under it.
        var text = Text(verbosity == Verbosity.Verbose ? _full : _brief, logEvent).TrimEnd().Replace("\n", "\n    ", StringComparison.Ordinal);
        if (logEvent.Level >= LogEventLevel.Warning)
            console.Error(text, InkOf(logEvent.Level));
        else
            console.Line(text, InkOf(logEvent.Level));
        if (logEvent.Level >= LogEventLevel.Error)
            GitHubActions.Instance?.WriteError(logEvent.RenderMessage(CultureInfo.InvariantCulture));
        else if (logEvent.Level == LogEventLevel.Warning)
            GitHubActions.Instance?.WriteWarning(logEvent.RenderMessage(CultureInfo.InvariantCulture));
    }

    LogEventLevel Minimum => verbosity switch
    {
        Verbosity.Verbose => LogEventLevel.Verbose,
        Verbosity.Normal => LogEventLevel.Debug,
        Verbosity.Minimal => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };

    static string Text(MessageTemplateTextFormatter formatter, LogEvent logEvent)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(logEvent, text);
        return text.ToString();
    }

    static Ink InkOf(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => Ink.Dim,
        LogEventLevel.Information => Ink.Plain,
        LogEventLevel.Warning => Ink.Yellow,
        _ => Ink.Red,
    };
}
