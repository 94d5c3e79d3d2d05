using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Compose;

/// <summary>Runs one-shot services, each in a container of a fixed name, so that an interrupted run is found again.</summary>
sealed class OneShotRun(ComposeProject project, StackSnapshot snapshot)
{
    static readonly TimeSpan CleaningTime = TimeSpan.FromSeconds(20);

    /// <summary>Runs one to its end.</summary>
    /// <exception cref="DataSpecException">It ended with another code than 0; its last lines are in the message.</exception>
    public async Task RunAsync(string service, CancellationToken ct)
    {
        // What an interrupted run left is ended first: one-shots are idempotent, two at once need not be.
        var leftovers = snapshot.Containers.Where(container => container.IsOneOff && string.Equals(container.Service, service, StringComparison.Ordinal))
            .Select(container => container.Id).ToArray();
        if (leftovers.Length > 0)
            await project.RemoveAsync(leftovers, ct);

        var name = $"{project.Name}-{service}-once";
        CommandResult result;
        try
        {
            result = await project.RunOneShotAsync(service, name, onLine: null, ct);
        }
        catch (OperationCanceledException)
        {
            await RemoveQuietlyAsync(name);
            throw;
        }

        if (!result.Succeeded)
            throw Failure(service, result);
    }

    static DataSpecException Failure(string service, CommandResult result)
    {
        var engine = EngineFailure.Of(result);
        if (engine is not CommandFailedException)
            return engine;
        var lines = result.Lines.Select(line => line.Text).Where(text => !string.IsNullOrWhiteSpace(text)).TakeLast(10);
        return new DataSpecException(ExitCode.FailedUnchanged, string.Join("\n  ", lines.Prepend($"{service} ended with exit code {result.ExitCode}.")))
        {
            LeftAsItWas = "Services that do not need it run; it is run again by the next Up.",
            NextStep = "Mend what it says, then ./build.sh Up",
        };
    }

    /// <summary>The client was ended, its container was not.</summary>
    async Task RemoveQuietlyAsync(string name)
    {
        using var deadline = new CancellationTokenSource(CleaningTime);
        try
        {
            await project.RemoveAsync([name], deadline.Token);
        }
        catch (Exception error) when (error is DataSpecException or OperationCanceledException)
        {
            // Gone already, or the engine does not answer: the next Up looks for it by its label.
        }
    }
}
