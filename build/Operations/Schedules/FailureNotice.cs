using System.Collections.Immutable;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Schedules;

/// <summary>Tells somebody that a scheduled backup failed. What goes wrong here is said in the log, and changes nothing else.</summary>
/// <param name="webhook">Null for none; may hold a token.</param>
public sealed class FailureNotice(string project, string? webhook, HttpClient http, IProcessRunner runner, MaskedSecrets secrets, IProgressSink progress)
{
    static readonly TimeSpan TimeForWebhook = TimeSpan.FromSeconds(15);
    static readonly TimeSpan TimeForCommand = TimeSpan.FromMinutes(5);

    /// <summary>Not cancelled: an interrupted backup is told too.</summary>
    public async Task SendAsync(ScheduleFailure failure, ImmutableArray<string> command)
    {
        var masked = failure with { LastLines = [.. failure.LastLines.Select(secrets.Mask)] };
        if (!string.IsNullOrEmpty(webhook))
            await TryAsync("webhook", () => PostAsync(masked));
        if (!command.IsEmpty)
            await TryAsync("on-failure", () => RunAsync(masked, command));
    }

    async Task PostAsync(ScheduleFailure failure)
    {
        using var deadline = new CancellationTokenSource(TimeForWebhook);
        using var answer = await http.PostAsync(webhook, JsonContent.Create(Message(failure)), deadline.Token);
        if (!answer.IsSuccessStatusCode)
            throw new HttpRequestException($"it answered {(int)answer.StatusCode}");
        progress.Say("webhook", "told");
    }

    /// <summary>The message is on the program's standard input, its parts in the environment; the output goes to the log.</summary>
    async Task RunAsync(ScheduleFailure failure, ImmutableArray<string> command)
    {
        var call = new Command(command[0], [.. command.Skip(1)])
            .WithInput(JsonSerializer.Serialize(Message(failure)))
            .WithVariable("DATASPEC_PROJECT", project)
            .WithVariable("DATASPEC_STEP", failure.Step)
            .WithVariable("DATASPEC_EXIT_CODE", failure.ExitCode.ToString(CultureInfo.InvariantCulture))
            .Within(TimeForCommand);
        var result = await runner.RunAsync(call, line => progress.Say("on-failure", line.Text), CancellationToken.None);
        if (!result.Succeeded)
            throw new CommandFailedException(result);
    }

    /// <summary><c>text</c> is what chat services show.</summary>
    object Message(ScheduleFailure failure) => new
    {
        text = $"DataSpec stack '{project}' on {Environment.MachineName}: the scheduled {failure.Step} failed with exit code {failure.ExitCode}.\n{string.Join('\n', failure.LastLines.TakeLast(5))}",
        @event = "backup-failed",
        project,
        host = Environment.MachineName,
        at = failure.At,
        step = failure.Step,
        exitCode = failure.ExitCode,
        lines = failure.LastLines,
    };

    async Task TryAsync(string what, Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or DataSpecException or UriFormatException or InvalidOperationException)
        {
            // The address itself may be in the message of the error.
            progress.Warn(what, $"not told: {secrets.Mask(error is OperationCanceledException ? $"no answer within {TimeForWebhook.TotalSeconds:0} s" : error.Message)}");
        }
    }
}
