using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Journal;

public sealed class OperationJournalSpecs : IDisposable
{
    static readonly OperationIntent Intent = new("rotate-secrets", "./build.sh RotateSecrets --resume");

    readonly TemporaryDirectory _directory = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Without_a_journal_nothing_is_unfinished() => JournalReader.Unfinished(_directory.Root).ShouldBeEmpty();

    [Fact]
    public async Task A_step_is_on_the_disk_as_started_before_its_work_and_as_done_after_it()
    {
        using var journal = Begin();
        JournalContent? during = null;

        await journal.StepAsync("copy", _ => Task.FromResult(during = Read(journal.Id)), Ct);

        during.ShouldNotBeNull().IsOpen("copy").ShouldBeTrue();
        during.IsDone("copy").ShouldBeFalse();
        Read(journal.Id).IsDone("copy").ShouldBeTrue();
        Read(journal.Id).Records.ShouldBe(journal.Content.Records);
    }

    [Fact]
    public async Task A_failed_step_is_recorded_with_its_reason_and_without_secrets()
    {
        var secrets = new MaskedSecrets();
        secrets.Add(["hunter22"]);
        using var journal = OperationJournal.Begin(_directory.Root, Intent, TimeProvider.System, secrets);

        await Should.ThrowAsync<InvalidOperationException>(
            journal.StepAsync("copy", _ => throw new InvalidOperationException("hunter22 was refused"), Ct));

        Read(journal.Id).Records[^1].ShouldBeOfType<StepFailed>().Reason.ShouldBe("*** was refused");
        Read(journal.Id).IsOpen("copy").ShouldBeTrue();
    }

    [Fact]
    public async Task An_operation_disposed_without_an_end_is_unfinished_at_its_last_step()
    {
        using (var journal = Begin())
            await Should.ThrowAsync<OperationCanceledException>(journal.StepAsync("copy", _ => throw new OperationCanceledException(), Ct));

        var unfinished = JournalReader.Unfinished(_directory.Root).ShouldHaveSingleItem();
        unfinished.Kind.ShouldBe("rotate-secrets");
        unfinished.Step.ShouldBe("copy");
        unfinished.Next.ShouldBe("./build.sh RotateSecrets --resume");
        unfinished.IsOurs.ShouldBeTrue();
    }

    [Fact]
    public async Task A_later_run_goes_on_with_facts_and_done_steps_of_the_earlier_one()
    {
        using (var first = Begin())
        {
            await first.StepAsync("one", _ => Task.CompletedTask, Ct);
            first.Note("image", "sha256:1");
            first.Note("image", "sha256:2");
        }

        using var second = Resume();
        var ranAgain = await second.OnceAsync("one", _ => throw new InvalidOperationException("done already"), Ct);
        await second.OnceAsync("two", _ => Task.CompletedTask, Ct);

        ranAgain.ShouldBeFalse();
        second.Content.Fact("image").ShouldBe("sha256:2");
        Read(second.Id).StepsDone.ShouldBe(2);
        Read(second.Id).Records.OfType<OperationResumed>().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_step_begun_again_is_open_until_it_is_done_again()
    {
        using var journal = Begin();
        await journal.StepAsync("copy", _ => Task.CompletedTask, Ct);

        await Should.ThrowAsync<IOException>(journal.StepAsync("copy", _ => throw new IOException("gone"), Ct));

        journal.Content.IsDone("copy").ShouldBeFalse();
    }

    [Fact]
    public void An_ended_operation_is_not_unfinished_and_stands_in_the_history()
    {
        using (var journal = Begin())
            journal.End(OperationOutcome.RolledBack, "the old passwords are in force");

        JournalReader.Unfinished(_directory.Root).ShouldBeEmpty();
        var past = JournalReader.History(_directory.Root).ShouldHaveSingleItem();
        past.Outcome.ShouldBe(OperationOutcome.RolledBack);
        past.ToString().ShouldContain("rotate-secrets  RolledBack  0 steps");
        past.ToString().ShouldContain("the old passwords are in force");
    }

    [Fact]
    public void A_mark_that_outlived_its_ended_operation_means_nothing()
    {
        var mark = "";
        using (var journal = Begin())
        {
            mark = Directory.EnumerateFiles(Path.Combine(_directory.Root.State, "unfinished")).Single();
            var header = File.ReadAllBytes(mark);
            journal.End(OperationOutcome.Succeeded);
            File.WriteAllBytes(mark, header);
        }

        JournalReader.Unfinished(_directory.Root).ShouldBeEmpty();
    }

    [Fact]
    public void An_operation_whose_journal_is_lost_is_still_known_from_its_mark()
    {
        using (var journal = Begin())
            File.Delete(Path.Combine(_directory.Root.State, "journal", $"{journal.Id}.jsonl"));

        JournalReader.Unfinished(_directory.Root).ShouldHaveSingleItem().Next.ShouldBe(Intent.Next);
    }

    [Fact]
    public void Ids_sort_by_time()
    {
        var times = new[] { "2026-11-22T17:15:01Z", "2026-11-22T17:15:02Z", "2026-12-01T00:00:00Z" };
        var ids = times.Select(text =>
        {
            using var journal = OperationJournal.Begin(_directory.Root, Intent, new StoppedTime(DateTimeOffset.Parse(text, null)));
            return journal.Id;
        }).ToArray();

        ids.ShouldBe(ids.Order(StringComparer.Ordinal));
        ids[0].ShouldMatch("^20261122T171501Z-rotate-secrets-[0-9a-f]{4}$");
    }

    [Fact]
    public void A_journal_is_for_its_owner_alone()
    {
        using var journal = Begin();

        File.GetUnixFileMode(Path.Combine(_directory.Root.State, "journal", $"{journal.Id}.jsonl")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void The_refusal_names_the_operation_its_step_and_the_command_that_finishes_it()
    {
        var dead = new ProcessIdentity(1, 7, "gone");
        var error = new UnfinishedOperationException(new UnfinishedOperation(
            "id", "rotate-secrets", DateTimeOffset.UnixEpoch, "write-env", Intent.Next, Blocks: true, dead));

        error.ExitCode.ShouldBe(ExitCode.Unfinished);
        error.Message.ShouldBe("Unfinished: 'rotate-secrets', begun 1970-01-01 00:00:00 UTC, was interrupted at step 'write-env': ./build.sh RotateSecrets --resume finishes it.");
        error.NextStep.ShouldBe(Intent.Next);
    }

    OperationJournal Begin() => OperationJournal.Begin(_directory.Root, Intent, TimeProvider.System);

    OperationJournal Resume() => OperationJournal.Resume(_directory.Root, JournalReader.Unfinished(_directory.Root).Single(), TimeProvider.System);

    JournalContent Read(string id) => JournalReader.Read(_directory.Root, id).ShouldNotBeNull();

    sealed class StoppedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
