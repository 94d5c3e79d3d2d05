namespace DataSpec.EndToEnd;

/// <summary>Waits for what another process brings about.</summary>
static class Eventually
{
    public static async Task Holds(Func<Task<bool>> condition, TimeSpan limit, string what)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(limit);
        while (!await condition())
        {
            if (deadline.IsCancellationRequested)
                Assert.Fail($"Not within {limit}: {what}.");
            await Task.Delay(500, CancellationToken.None);
        }
    }
}
