namespace DataSpec.Operations.Images;

/// <summary>Runs tasks side by side: the first failure cancels the others, waits for their end and is what the caller sees.</summary>
static class AllOrNone
{
    public static async Task<T[]> WhenAll<T>(IEnumerable<Task<T>> tasks, CancellationTokenSource others)
    {
        var running = tasks.ToArray();
        foreach (var task in running)
            _ = task.ContinueWith(_ => others.Cancel(), CancellationToken.None, TaskContinuationOptions.NotOnRanToCompletion, TaskScheduler.Default);
        try
        {
            return await Task.WhenAll(running);
        }
        catch (OperationCanceledException) when (running.FirstOrDefault(task => task.IsFaulted) is { } failed)
        {
            return [await failed];
        }
    }
}
