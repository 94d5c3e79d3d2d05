using System.Runtime.Versioning;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Upgrades;
using DataSpec.Operations.Upgrades.Files;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades;

/// <summary>An upgrade to the folder of a newer release, over a checkout with a person's own changes.</summary>
[SupportedOSPlatform("linux")]
public sealed class UpgradeReleaseSpecs : IDisposable
{
    const string Mine = "a: mine\nb: 2\nc: 3\n";
    const string Merged = "a: mine\nb: 2\nc: theirs\n";

    readonly UpgradedStack _one = new();
    readonly TemporaryDirectory _releases = new();

    public UpgradeReleaseSpecs()
    {
        Write(_releases.File("shipped"), "a: 1\nb: 2\nc: 3\n");
        Write(_releases.File("newer"), "a: 1\nb: 2\nc: theirs\n");
        File.WriteAllText(EnvKeyList.PathIn(_releases.File("newer")), new EnvKeyList([new("COLOUR", "Look", "red", Secret: false)]).ToText());
        Write(_one.Root.Directory, Mine);
        Directory.CreateDirectory(_one.Root.Airflow);
        File.CreateSymbolicLink(Path.Combine(_one.Root.Airflow, "own"), "../elsewhere");
        ReleaseRecord.Save(_one.Root, _releases.File("shipped"));
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _one.Dispose();
        _releases.Dispose();
    }

    [Fact]
    public async Task Its_files_and_the_persons_changes_are_both_in_place_afterwards()
    {
        await UpgradedStack.All(_one.Begin(files: await PlannedAsync()));

        _one.Compose.ShouldBe(Merged);
        new FileInfo(Path.Combine(_one.Root.Airflow, "own")).LinkTarget.ShouldBe("../elsewhere");
        new EnvFile(_one.Root.EnvFile).Read()["COLOUR"].ShouldBe("red");
        ReleaseRecord.Read(_one.Root)!.From.ShouldContain("newer");
        var line = HistoryLine.All(_one.Root).ShouldHaveSingleItem();
        (line.Versions, line.Result).ShouldBe(("airflow 3.2.2 -> 3.3.2", "succeeded"));
        line.StopSeconds.ShouldNotBeNull();
        (await File.ReadAllTextAsync(Path.Combine(_one.Root.State, "reports", $"{line.Id}.html"), Ct)).ShouldContain("airflow 3.2.2 -&gt; 3.3.2");
    }

    [Fact]
    public async Task A_rollback_brings_back_files_keys_and_the_record_of_what_was_shipped()
    {
        await UpgradedStack.All(_one.Begin(files: await PlannedAsync()));

        await _one.Rollback();

        _one.Compose.ShouldBe(Mine);
        new FileInfo(Path.Combine(_one.Root.Airflow, "own")).LinkTarget.ShouldBe("../elsewhere");
        new EnvFile(_one.Root.EnvFile).Read()["COLOUR"].ShouldBeNull();
        ReleaseRecord.Read(_one.Root)!.From.ShouldContain("shipped");
    }

    [Fact]
    public async Task A_failure_on_the_way_leaves_the_files_as_they_were()
    {
        _one.Stack.Failing.Add("migrate");

        (await Should.ThrowAsync<DataSpecException>(async () => await UpgradedStack.All(_one.Begin(files: await PlannedAsync())))).ExitCode.ShouldBe(ExitCode.RolledBack);

        _one.Compose.ShouldBe(Mine);
        ReleaseRecord.Read(_one.Root)!.From.ShouldContain("shipped");
        Directory.EnumerateFiles(Path.Combine(_one.Root.State, "reports")).ShouldHaveSingleItem();
    }

    async Task<ReleaseChange> PlannedAsync()
    {
        var merge = new ReleaseMerge(_one.Root, new ProcessRunner(TimeProvider.System));
        return new ReleaseChange(_one.Root, merge, await merge.PlanAsync(_releases.File("newer"), MergeChoices.None, Ct));
    }

    static void Write(string root, string compose)
    {
        Directory.CreateDirectory(Path.Combine(root, "compose"));
        File.WriteAllText(Path.Combine(root, "compose/compose.yaml"), compose);
        File.WriteAllText(Path.Combine(root, "compose/images.lock.json"), "{}");
    }
}
