namespace DataSpec.EndToEnd;

/// <summary>Waits for what an operation writes into its journal, to kill the tool right there.</summary>
static class JournalWatch
{
    /// <summary>Returns when a journal that was not there before this call has the record, as <c>done stop</c>.</summary>
    public static async Task UntilItSays(Checkout stack, string record, CancellationToken ct)
    {
        var (type, step) = record.Split(' ') is [var first, var second] ? (first, second) : throw new ArgumentException(record, nameof(record));
        var line = $"\"type\":\"{type}\",\"step\":\"{step}\"";
        var journals = stack.PathOf("data", ".dataspec", "journal");
        var before = All();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(TimeSpan.FromMinutes(8));
        while (!All().Except(before).Any(journal => File.ReadAllText(journal).Contains(line)))
            await Task.Delay(2, deadline.Token);

        string[] All() => Directory.Exists(journals) ? Directory.GetFiles(journals, "*.jsonl") : [];
    }
}
