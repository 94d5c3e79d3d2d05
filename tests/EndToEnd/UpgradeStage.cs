namespace DataSpec.EndToEnd;

/// <summary>The older release, kept for a series of upgrades that are killed or fail: each finds it running, healthy and the same as the one before did.</summary>
public sealed class UpgradeStage(Sandbox sandbox) : IAsyncDisposable
{
    OlderRelease? _release;
    BackupFolder? _backups;
    string _known = "";

    public Checkout Stack => _release!.Stack;

    /// <summary>Where backups of the series go: one that is young is used again.</summary>
    public string Backups => _backups!.Directory;

    /// <summary>Runs a case, from the older release with the new files pulled; one that fails leaves nothing to the next.</summary>
    internal async Task Try(Func<OlderRelease, Task> attempt)
    {
        await MakeReady();
        try
        {
            await attempt(_release!);
            await GoBack();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>The image that runs, and that nothing that the stack knew is lost or changed.</summary>
    internal async Task ShouldRun(string image)
    {
        (await _release!.Running()).ShouldContain(image);
        (await KnownFacts.Of(Stack)).ShouldBe(_known);
    }

    public ValueTask DisposeAsync()
    {
        _release?.Dispose();
        _backups?.Dispose();
        (_release, _backups) = (null, null);
        return ValueTask.CompletedTask;
    }

    async Task MakeReady()
    {
        if (_release is null)
        {
            _release = await OlderRelease.Start(sandbox);
            _backups = new BackupFolder(Stack);
            await new StackPages(Stack).StoreInAirflow("kept", "a password", "an extra", "a variable");
            _known = await KnownFacts.Of(Stack);
        }

        _release.PullNewFiles();
    }

    async Task GoBack()
    {
        if (!(await _release!.Running()).Contains(OlderRelease.Image, StringComparison.Ordinal))
            await Stack.Run(0, "Rollback", "--yes");
        await ShouldRun(OlderRelease.Image);
    }
}
