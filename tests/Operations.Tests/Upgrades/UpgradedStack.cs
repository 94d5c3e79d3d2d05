using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Tests.Compose;
using DataSpec.Operations.Upgrades;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades;

/// <summary>A checkout on disk with a stack in memory, and upgrades of it.</summary>
sealed class UpgradedStack : IDisposable
{
    readonly TemporaryDirectory _directory = new();
    readonly UpgradeReturn _back;

    public UpgradedStack()
    {
        Directory.CreateDirectory(Root.Data);
        File.WriteAllText(Root.EnvFile, OldEnv);
        Write("compose/compose.yaml", "new");
        Write("data/.dataspec/deployed/compose/compose.yaml", "old");
        File.WriteAllText(_directory.File("data/.dataspec/deployed/.env"), OldEnv);
        Stack = new FakeUpgradeStack(Root);
        var renames = new Renames(new BackupSidecars(EngineEndpoint.OfSystem, new ProcessRunner(TimeProvider.System), "none"), Root, "none", 50000);
        _back = new UpgradeReturn(Root, Stack, renames, new RecordingProgress(), secrets: null);
        Tools = new UpgradeTools(Root, Stack, look: null!, renames, settings: null!, new RecordingProgress(), TimeProvider.System, secrets: null);
    }

    const string OldEnv = $"AIRFLOW_IMAGE={FakeUpgradeStack.OldImage}\n";

    public StackRoot Root => _directory.Root;

    public FakeUpgradeStack Stack { get; }

    public UpgradeTools Tools { get; }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string Compose => File.ReadAllText(_directory.File("compose/compose.yaml"));

    public UpgradeRun Begin(Action<JournalRecord>? written = null, UpgradeOptions? options = null, ReleaseChange? files = null)
    {
        var journal = OperationJournal.Begin(Root, new OperationIntent(UpgradeRun.Kind, UpgradeRun.Next) { Blocks = false }, TimeProvider.System);
        journal.Written = written;
        return Run(journal, options, files);
    }

    public UpgradeRun Resume() => Run(OperationJournal.Resume(Root, JournalReader.Unfinished(Root).ShouldHaveSingleItem(), TimeProvider.System), options: null);

    /// <summary>All steps, as the targets call them.</summary>
    public static async Task All(UpgradeRun run)
    {
        using (run)
        {
            foreach (var step in UpgradeSteps.All)
                await run.StepAsync(step, Ct);
        }
    }

    public async Task Rollback() => await Tools.RollbackAsync(await Tools.LookBackAsync(Ct), Ct);

    public void ShouldBeNew(string? why = null)
    {
        Stack.IsWhole(FakeUpgradeStack.NewImage).ShouldBeTrue(why);
        Compose.ShouldBe("new", why);
        JournalReader.Unfinished(Root).ShouldBeEmpty(why);
    }

    public void ShouldBeOld(string? why = null)
    {
        Stack.IsWhole(FakeUpgradeStack.OldImage).ShouldBeTrue(why);
        Compose.ShouldBe("old", why);
        Stack.Databases.Keys.ShouldNotContain(name => name.StartsWith("before", StringComparison.Ordinal), why);
        JournalReader.Unfinished(Root).ShouldBeEmpty(why);
    }

    public void Dispose() => _directory.Dispose();

    UpgradeRun Run(OperationJournal journal, UpgradeOptions? options, ReleaseChange? files = null)
    {
        var choice = new TargetChoice([new("airflow", "AIRFLOW_IMAGE", FakeUpgradeStack.OldImage, "", FakeUpgradeStack.NewImage, ToId: null)], Lock: null!, [], LockFile: null);
        return new UpgradeRun(Root, Stack, _back, options ?? new UpgradeOptions { BackupDirectory = "/backups" }, journal, new RecordingProgress(), TimeProvider.System, secrets: null)
        {
            Choice = choice,
            ChangedFolders = ["compose"],
            Files = files,
        };
    }

    void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_directory.File(path))!);
        File.WriteAllText(_directory.File(path), text);
    }
}
