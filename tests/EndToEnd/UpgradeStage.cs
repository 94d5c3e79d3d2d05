namespace DataSpec.EndToEnd;

/// <summary>The older release, kept for a series of upgrades that are killed or fail: each finds it running, healthy and the same as the one before did.</summary>
public class UpgradeStage(Sandbox sandbox) : IAsyncDisposable
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

    /// <summary>The tool is killed at a record of the journal: the next commands say what to type, and that ends in a whole state.</summary>
    internal Task Interrupt(string record, string command) => Try(async release =>
    {
        var isUntouched = Operations.Upgrades.UpgradeSteps.IsBefore(record.Split(' ')[1]);
        using (var upgrade = Stack.Start("Upgrade", "--skip", "Rehearse", "--target-dir", Backups))
        {
            await JournalWatch.UntilItSays(Stack, record, TestContext.Current.CancellationToken);
            upgrade.Signal("KILL");
            await upgrade.End(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        }

        // Before the stack is touched nothing has to be finished.
        (await Stack.Run(isUntouched ? 0 : 7, "Up")).Everything.ShouldContain(isUntouched ? "./build.sh Upgrade" : "./build.sh Rollback");
        (await Stack.Run(0, "Status")).Everything.ShouldContain("Upgrade --resume");
        var finished = await Stack.Run(0, command.Split(' '));

        await ShouldRun(isNew: !command.StartsWith("Rollback", StringComparison.Ordinal));
        await Stack.Run(0, "Up");
        ResultTable.Upgrades.Add($"killed at `{record}`{(release.After.Contains("Postgres", StringComparison.Ordinal) ? ", Postgres too" : "")}", $"`{command}`", $"whole after {finished.Duration.TotalSeconds:0} s");
    });

    /// <summary>The version that runs, and that nothing that the stack knew is lost or changed.</summary>
    internal async Task ShouldRun(bool isNew)
    {
        (await _release!.Running()).ShouldBe(isNew ? _release.After : _release.Before);
        (await KnownFacts.Of(Stack)).ShouldBe(_known);
    }

    public async ValueTask DisposeAsync()
    {
        if (_release is not null)
            await Clear(Stack);
        _release?.Dispose();
        _backups?.Dispose();
        (_release, _backups) = (null, null);
        GC.SuppressFinalize(this);
    }

    /// <summary>True where Postgres is of the major version before too.</summary>
    internal virtual bool IsOlderPostgres => false;

    /// <summary>Called while nothing of the stack is there.</summary>
    internal virtual Task Prepare(Checkout stack) => Task.CompletedTask;

    /// <summary>Takes away what <see cref="Prepare"/> put there.</summary>
    internal virtual Task Clear(Checkout stack) => Task.CompletedTask;

    async Task MakeReady()
    {
        if (_release is null)
        {
            _release = await OlderRelease.Start(sandbox, IsOlderPostgres, prepare: Prepare);
            _backups = new BackupFolder(Stack);
            await new StackPages(Stack).StoreInAirflow("kept", "a password", "an extra", "a variable");
            _known = await KnownFacts.Of(Stack);
        }

        _release.PullNewFiles();
    }

    async Task GoBack()
    {
        if (await _release!.Running() != _release.Before)
            await Stack.Run(0, "Rollback", "--yes");
        await ShouldRun(isNew: false);
    }
}

/// <summary>The same with its data on a disk of its own, which a test can fill.</summary>
public sealed class RoomyStage(Sandbox sandbox) : UpgradeStage(sandbox)
{
    internal SmallDisk? Disk { get; private set; }

    internal override async Task Prepare(Checkout stack) => Disk = await SmallDisk.MountAt(stack.PathOf("data"), megabytes: 4000);

    internal override async Task Clear(Checkout stack)
    {
        // Its services hold the disk.
        await stack.Run("Reset", "--yes");
        await Disk!.DisposeAsync();
    }
}

/// <summary>The same with Postgres 17, which the upgrade brings to 18 together with Airflow.</summary>
public sealed class OlderPostgresStage(Sandbox sandbox) : UpgradeStage(sandbox)
{
    internal override bool IsOlderPostgres => true;
}
