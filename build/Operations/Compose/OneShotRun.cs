using System.Collections.Concurrent;
using DataSpec.Operations.Processes;

namespace DataSpec.Operations.Compose;

/// <summary>Runs one-shot services, each in a container of a fixed name, so that an interrupted run is found again.</summary>
sealed class OneShotRun(ComposeProject project, StackSnapshot snapshot)
{
    static readonly TimeSpan CleaningTime = TimeSpan.FromSeconds(20);

    readonly ConcurrentBag<Task> _removed = [];

    /// <summary>Ends when no container of a run is left.</summary>
    public Task CleanAsync() => Task.WhenAll(_removed);

    /// <summary>Runs one to its end.</summary>
    /// <param name="created">Its container, where one only has to be started; null to make one.</param>
    /// <exception cref="DataSpecException">It ended with another code than 0; its last lines are in the message.</exception>
    public async Task RunAsync(string service, string? created, CancellationToken ct)
    {
        // What an interrupted run left is ended first: one-shots are idempotent, two at once need not be.
        var leftovers = snapshot.Containers.Where(container => string.Equals(container.Service, service, StringComparison.Ordinal))
            .Select(container => container.Id).ToArray();
        if (leftovers.Length > 0)
            await project.RemoveAsync(leftovers, ct);

        var result = created is not null ? await StartAsync(created, ct) : await CreateAsync(service, ct);
        if (!result.Succeeded)
            throw Failure(service, result);
    }

    async Task<CommandResult> StartAsync(string container, CancellationToken ct)
    {
        try
        {
            return await project.RunCreatedAsync(container, ct);
        }
        finally
        {
            // What comes next need not wait for it.
            _removed.Add(RemoveQuietlyAsync(container));
        }
    }

    async Task<CommandResult> CreateAsync(string service, CancellationToken ct)
    {
        var name = $"{project.Name}-{service}-once";
        try
        {
            return await project.RunOneShotAsync(service, name, onLine: null, ct);
        }
        catch (OperationCanceledException)
        {
            await RemoveQuietlyAsync(name);
            throw;
        }
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
