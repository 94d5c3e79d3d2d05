using System.Runtime.Versioning;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Tests.Compose;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups.Restoring;

/// <summary>The exchange of made-up directories, interrupted at each record of its journal.</summary>
[SupportedOSPlatform("linux")]
public sealed class SwitchoverSpecs : IDisposable
{
    readonly TemporaryDirectory _stack = new();
    readonly FakeStack _running;

    public SwitchoverSpecs()
    {
        _running = new FakeStack(Root);
        Write("data/postgres/18/docker/PG_VERSION", "old");
        Write("data/pgadmin/servers", "old, not in the backup");
        Write(".env", "A=old\n");
    }

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    StackRoot Root => _stack.Root;

    public void Dispose() => _stack.Dispose();

    [Fact]
    public async Task What_comes_in_is_in_place_and_what_was_there_is_kept()
    {
        var before = State();

        await Begin();

        State().ShouldBe(New);
        _running.Runs.ShouldBeTrue();
        var kept = KeptState.Read(Root).ShouldHaveSingleItem();
        Read(Path.Combine(kept.Directory(Root), ".env")).ShouldBe("A=old\n");
        before.ShouldBe(Old);
        JournalReader.Unfinished(Root).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Killed_at_any_record_the_next_run_finishes_it_or_takes_it_back(bool back)
    {
        var between = 0;
        for (var record = 0; ; record++)
        {
            Reset();
            if (!await KilledAt(record, () => Begin()))
                break;
            if (JournalReader.Unfinished(Root) is not [var open])
            {
                // After its last record it is finished, whatever follows.
                State().ShouldBe(New);
                continue;
            }

            if (!open.Blocks)
            {
                State().ShouldBe(Old);
                continue;
            }

            between++;
            await Resume(open, back);
            State().ShouldBe(back ? Old : New, $"record {record}");
            _running.Runs.ShouldBeTrue();
            JournalReader.Unfinished(Root).ShouldBeEmpty();
            KeptState.Read(Root).Length.ShouldBe(back ? 0 : 1);
        }

        // Four renames, .env, start and keeping, each with two records, and the one that blocks; the end is the last.
        between.ShouldBeGreaterThan(14);
    }

    [Fact]
    public async Task Killed_at_any_record_of_going_back_the_next_run_goes_on_going_back()
    {
        for (var record = 0; ; record++)
        {
            Reset();
            _running.FailStart = new DataSpecException(ExitCode.FailedUnchanged, "no room");
            if (!await KilledAt(record, BeginInVain))
                break;
            if (JournalReader.Unfinished(Root) is not [var open])
            {
                State().ShouldBe(Old);
                continue;
            }

            var undoing = JournalReader.Read(Root, open.Id)!.Fact(Switchover.Undoing) is not null;
            _running.FailStart = null;
            if (open.Blocks)
                await Resume(open, back: false);
            State().ShouldBe(undoing || !open.Blocks ? Old : New, $"record {record}");
        }
    }

    [Fact]
    public async Task A_failure_after_the_exchange_goes_back_by_itself_and_starts_what_ran()
    {
        _running.FailStart = new DataSpecException(ExitCode.FailedUnchanged, "no room");

        var error = await Should.ThrowAsync<DataSpecException>(Begin);

        error.ExitCode.ShouldBe(ExitCode.RolledBack);
        error.Message.ShouldContain("no room");
        State().ShouldBe(Old);
        _running.Runs.ShouldBeTrue();
        Directory.GetDirectories(KeptState.Folder(Root)).ShouldBeEmpty();
        JournalReader.History(Root).ShouldHaveSingleItem().Outcome.ShouldBe(OperationOutcome.RolledBack);
    }

    [Fact]
    public async Task An_exchange_blocks_other_changes_from_its_first_rename_on_and_not_before()
    {
        List<string> blocked = [];
        await Begin(record =>
        {
            if (record is StepStarted step && JournalReader.Unfinished(Root).Single().Blocks)
                blocked.Add(step.Step);
        });

        blocked[0].ShouldBe("set aside data/postgres");
        blocked.ShouldNotContain("stop");
    }

    const string Old = ".env=A=old\n data/pgadmin/servers=old, not in the backup data/postgres/18/docker/PG_VERSION=old";
    const string New = ".env=A=new\n data/airflow/dlt/state=new data/postgres/18/docker/PG_VERSION=new";

    Task Begin() => Begin(null);

    async Task BeginInVain()
    {
        try
        {
            await Begin();
            Assert.Fail("it did not fail");
        }
        catch (DataSpecException error)
        {
            error.ExitCode.ShouldBe(ExitCode.RolledBack);
        }
    }

    async Task Begin(Action<JournalRecord>? written)
    {
        using var journal = OperationJournal.Begin(Root, new OperationIntent(RestoreOperation.Kind, RestoreOperation.Resume) { Blocks = false }, TimeProvider.System);
        journal.Written = written ?? _written;
        var staged = Path.GetRelativePath(_stack.Path, KeptState.StagedOf(Root, journal.Id));
        Write($"{staged}/data/postgres/18/docker/PG_VERSION", "new");
        Write($"{staged}/data/airflow/dlt/state", "new");
        Write($"{staged}/.env", "A=new\n");
        var plan = new SwapPlan(
            staged, Path.GetRelativePath(_stack.Path, KeptState.PreviousOf(Root, journal.Id)),
            [new("data/postgres", In: true, Out: true), new("data/airflow/dlt", In: true, Out: false), new("data/pgadmin", In: false, Out: true)],
            Env: true, HadEnv: true, Runs: true, "restore of x");
        await Switchover.RunAsync(journal, plan, Renames, Ct);
    }

    Action<JournalRecord>? _written;

    Switchover Switchover => new(_running, Root, new RecordingProgress(), TimeProvider.System, secrets: null);

    Renames Renames => new(new BackupSidecars(EngineEndpoint.OfSystem, new ProcessRunner(TimeProvider.System), "none"), Root, "none", 50000);

    async Task<bool> KilledAt(int record, Func<Task> run)
    {
        var written = 0;
        _written = _ =>
        {
            if (written++ == record)
                throw new RestoreKilledException();
        };
        try
        {
            await run();
            return false;
        }
        catch (Exception error) when (error is RestoreKilledException || error.InnerException is RestoreKilledException)
        {
            return true;
        }
        finally
        {
            _written = null;
        }
    }

    async Task Resume(UnfinishedOperation open, bool back)
    {
        using var journal = OperationJournal.Resume(Root, open, TimeProvider.System);
        try
        {
            await Switchover.ResumeAsync(journal, SwapPlan.Parse(journal.Content.Fact(SwapPlan.Fact))!, Renames, back, Ct);
            back.ShouldBeFalse();
        }
        catch (DataSpecException error) when (error.ExitCode is ExitCode.RolledBack)
        {
            JournalReader.History(Root).Last().Outcome.ShouldBe(OperationOutcome.RolledBack);
        }
    }

    void Reset()
    {
        Directory.Delete(Root.Data, recursive: true);
        Write("data/postgres/18/docker/PG_VERSION", "old");
        Write("data/pgadmin/servers", "old, not in the backup");
        Write(".env", "A=old\n");
        _ = _running.StartAsync(null, Ct);
    }

    string State() => string.Join(' ', Directory.EnumerateFiles(_stack.Path, "*", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(_stack.Path, path))
        .Where(path => !path.StartsWith("data/.dataspec", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal)
        .Select(path => $"{path}={Read(_stack.File(path))}"));

    static string Read(string path) => File.ReadAllText(path);

    void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_stack.File(path))!);
        File.WriteAllText(_stack.File(path), text);
    }
}
