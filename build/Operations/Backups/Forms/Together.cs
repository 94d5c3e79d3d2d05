namespace DataSpec.Operations.Backups.Forms;

/// <summary>Works that wait for one another: where one fails, the others are cancelled.</summary>
static class Together
{
    /// <summary>Ends when all have ended, and fails with what failed first.</summary>
    public static async Task RunAsync(CancellationToken ct, params Func<CancellationToken, Task>[] works)
    {
        using var all = CancellationTokenSource.CreateLinkedTokenSource(ct);
        Exception? first = null;
        await Task.WhenAll(works.Select(GuardedAsync));
        ct.ThrowIfCancellationRequested();
        if (first is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);

        async Task GuardedAsync(Func<CancellationToken, Task> work)
        {
            try
            {
                await work(all.Token);
            }
            catch (Exception error)
            {
                Interlocked.CompareExchange(ref first, error, null);
                await all.CancelAsync();
            }
        }
    }
}
