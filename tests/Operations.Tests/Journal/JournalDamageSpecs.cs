using System.Diagnostics;
using System.Text;
using DataSpec.Operations.Journal;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Journal;

/// <summary>Whatever a crash leaves of a journal: reading it never fails, and never says more than was written.</summary>
public sealed class JournalDamageSpecs : IDisposable
{
    readonly TemporaryDirectory _directory = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Cut_off_at_any_byte_a_journal_reads_as_the_records_that_are_whole()
    {
        var (path, whole) = await RealJournal();
        var bytes = await File.ReadAllBytesAsync(path, Ct);
        var cuts = 0;

        for (var length = 0; length < bytes.Length; length++)
        {
            var content = JournalContent.Parse(bytes.AsSpan(0, length));

            var lines = bytes.AsSpan(0, length).Count((byte)'\n');
            (content?.Records.Length ?? 0).ShouldBe(lines);
            Lines(content).ShouldBe(Lines(whole)[..lines]);
            content?.IsTorn.ShouldBe(length > 0 && bytes[length - 1] != '\n');
            cuts++;
        }

        cuts.ShouldBeGreaterThan(1000);
    }

    [Fact]
    public async Task With_a_block_of_zeros_or_of_another_file_at_its_end_the_whole_records_are_read()
    {
        var (path, whole) = await RealJournal();
        var bytes = await File.ReadAllBytesAsync(path, Ct);

        foreach (var rest in new[] { new byte[512], "\n\n"u8.ToArray(), "{\"type\":\"done\"}\n"u8.ToArray(), "{\"type\":\"later\",\"at\":\"2026-01-01T00:00:00Z\"}\n"u8.ToArray(), [0xff, 0xfe, (byte)'\n'] })
        {
            var content = JournalContent.Parse([.. bytes, .. rest]).ShouldNotBeNull();

            Lines(content).ShouldBe(Lines(whole));
            content.IsTorn.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task A_run_that_goes_on_cuts_half_a_record_off_and_writes_after_the_whole_ones()
    {
        var (path, whole) = await RealJournal();
        await File.AppendAllTextAsync(path, "{\"type\":\"done\",\"at\":\"2026-", Ct);

        using (var journal = OperationJournal.Resume(_directory.Root, JournalReader.Unfinished(_directory.Root).Single(), TimeProvider.System))
            journal.Note("after", "the cut");

        var content = JournalContent.Parse(await File.ReadAllBytesAsync(path, Ct)).ShouldNotBeNull();
        content.IsTorn.ShouldBeFalse();
        Lines(content)[..whole.Records.Length].ShouldBe(Lines(whole));
        content.Records[^1].ShouldBeOfType<FactNoted>().Value.ShouldBe("the cut");
    }

    [Fact]
    public async Task Asking_what_is_unfinished_takes_no_time_however_long_the_history()
    {
        var (path, _) = await RealJournal();
        for (var i = 0; i < 2000; i++)
            File.Copy(path, Path.Combine(Path.GetDirectoryName(path)!, $"2020{i:0000}.jsonl"));
        JournalReader.Unfinished(_directory.Root).ShouldHaveSingleItem();

        // The quickest of several: other work of the machine is not what is asked about.
        var quickest = Enumerable.Range(0, 20).Min(_ =>
        {
            var watch = Stopwatch.StartNew();
            JournalReader.Unfinished(_directory.Root).ShouldHaveSingleItem();
            return watch.Elapsed;
        });

        quickest.ShouldBeLessThan(TimeSpan.FromMilliseconds(5));
    }

    [Fact]
    public async Task Killed_at_any_moment_a_process_leaves_every_record_that_it_relied_on()
    {
        for (var kill = 0; kill < 3; kill++)
        {
            using var directory = new TemporaryDirectory();
            using var writer = StartWriter(directory.Path);
            await UntilWritten(directory, atLeast: 20 + (kill * 13));

            writer.Kill();
            await writer.WaitForExitAsync(Ct);

            var reliedOn = (await File.ReadAllLinesAsync(directory.File("acknowledged"), Ct)).Count(line => line.EndsWith('.'));
            var unfinished = JournalReader.Unfinished(directory.Root).ShouldHaveSingleItem();
            unfinished.IsRunning.ShouldBeFalse();
            var content = JournalReader.Read(directory.Root, unfinished.Id).ShouldNotBeNull();
            content.StepsDone.ShouldBeInRange(reliedOn, reliedOn + 1);
            content.Records.OfType<StepDone>().Select(done => done.Step).ShouldBe(Enumerable.Range(0, content.StepsDone).Select(step => $"step-{step}"));
        }
    }

    /// <summary>Run by the test above in a process of its own, which it kills.</summary>
    [Fact(Explicit = true)]
    public async Task Writer_that_is_killed()
    {
        var directory = Environment.GetEnvironmentVariable(WriterVariable).ShouldNotBeNull();
        using var journal = OperationJournal.Begin(new StackRoot(directory), new OperationIntent("write", "nothing"), TimeProvider.System);
        await using var acknowledged = new FileStream(Path.Combine(directory, "acknowledged"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        for (var step = 0; step < 100_000; step++)
        {
            await journal.StepAsync($"step-{step}", _ => Task.CompletedTask, Ct);
            acknowledged.Write(".\n"u8);
        }
    }

    const string WriterVariable = "DATASPEC_TEST_JOURNAL_WRITER";

    static Process StartWriter(string directory) => Process.Start(new ProcessStartInfo(
        Environment.ProcessPath!, ["-noLogo", "-explicit", "only", "-method", $"{typeof(JournalDamageSpecs).FullName}.{nameof(Writer_that_is_killed)}"])
    {
        UseShellExecute = false,
        RedirectStandardOutput = true,
        Environment = { [WriterVariable] = directory },
    })!;

    static async Task UntilWritten(TemporaryDirectory directory, int atLeast)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(TimeSpan.FromMinutes(1));
        while (!File.Exists(directory.File("acknowledged")) || new FileInfo(directory.File("acknowledged")).Length < atLeast * 2)
            await Task.Delay(5, deadline.Token);
    }

    static string[] Lines(JournalContent? content) => [.. (content?.Records ?? []).Select(record => Encoding.UTF8.GetString(JournalText.LineOf(record)))];

    /// <summary>One of each kind of record, unfinished.</summary>
    async Task<(string Path, JournalContent Content)> RealJournal()
    {
        using var journal = OperationJournal.Begin(
            _directory.Root,
            new OperationIntent("upgrade", "./build.sh Upgrade --resume") { Options = OperationIntent.OptionsOf(("only", "postgres")) },
            TimeProvider.System);
        await journal.StepAsync("prefetch", _ => Task.CompletedTask, Ct);
        journal.Note("image", "sha256:0123 with \"quotes\" and\nline feeds, ü");
        await Should.ThrowAsync<IOException>(journal.StepAsync("switch", _ => throw new IOException("no room"), Ct));
        await journal.StepAsync("switch", _ => Task.CompletedTask, Ct);
        await journal.StepAsync("migrate", _ => Task.CompletedTask, Ct);
        return (Path.Combine(_directory.Root.State, "journal", $"{journal.Id}.jsonl"), journal.Content);
    }
}
