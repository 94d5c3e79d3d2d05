using DataSpec.Operations.Journal;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Journal;

public sealed class HistoryLineSpecs : IDisposable
{
    readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_finished_operation_is_one_line_with_versions_times_and_result()
    {
        using (var journal = Begin("upgrade"))
        {
            journal.Note(OperationFacts.Versions, "airflow 3.2.2 -> 3.3.2");
            journal.Note(OperationFacts.StopSeconds, "41.5");
            journal.End(OperationOutcome.RolledBack, "not healthy");
        }

        var line = HistoryLine.All(_folder.Root).ShouldHaveSingleItem();
        (line.Kind, line.Versions, line.StopSeconds, line.Result, line.Note).ShouldBe(("upgrade", "airflow 3.2.2 -> 3.3.2", 41.5, "rolled-back", "not healthy"));
        line.Seconds.ShouldNotBeNull();
    }

    [Fact]
    public void One_without_an_end_is_there_too()
    {
        using var journal = Begin("backup");

        var line = HistoryLine.All(_folder.Root).ShouldHaveSingleItem();
        (line.Result, line.Seconds, line.StopSeconds, line.Versions).ShouldBe(("running", null, null, null));
    }

    [Fact]
    public async Task The_newest_comes_first_and_damaged_journals_are_left_out()
    {
        Begin("backup").Dispose();
        await Task.Delay(2, TestContext.Current.CancellationToken);
        Begin("upgrade").Dispose();
        await File.WriteAllTextAsync(Path.Combine(_folder.Root.State, "journal", "0-broken.jsonl"), "{", TestContext.Current.CancellationToken);

        HistoryLine.All(_folder.Root).Select(line => line.Kind).ShouldBe(["upgrade", "backup"]);
    }

    OperationJournal Begin(string kind) => OperationJournal.Begin(_folder.Root, new OperationIntent(kind, "next"), TimeProvider.System);
}
