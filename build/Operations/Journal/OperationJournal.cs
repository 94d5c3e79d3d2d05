using System.Collections.Immutable;
using System.Reflection;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Journal;

/// <summary>What an operation tells about itself before it begins.</summary>
/// <param name="Kind">Small letters, digits and <c>-</c>: <c>rotate-secrets</c>.</param>
/// <param name="Next">The command that finishes it after an interruption.</param>
public sealed record OperationIntent(string Kind, string Next)
{
    /// <summary>What was asked for, without secrets; nothing by default.</summary>
    public ImmutableSortedDictionary<string, string> Options { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>False where an interruption leaves nothing that another change of the stack could harm; true by default.</summary>
    public bool Blocks { get; init; } = true;

    /// <summary>Options by name; those without a value are left out.</summary>
    public static ImmutableSortedDictionary<string, string> OptionsOf(params ReadOnlySpan<(string Name, string? Value)> options)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in options)
        {
            if (value is not null)
                builder[name] = value;
        }

        return builder.ToImmutable();
    }
}

/// <summary>
/// The diary of one operation that changes the stack: what is about to be done is on the disk before it is done, so that after
/// <c>kill -9</c> or a loss of power the next command knows where it stopped.
/// </summary>
/// <remarks>Held by one process at a time, which holds the stack's lock. Disposed without <see cref="End"/> the operation is unfinished.</remarks>
public sealed class OperationJournal : IDisposable
{
    internal const string BlocksFact = "blocks";

    readonly JournalPaths _paths;
    readonly JournalFile _file;
    readonly TimeProvider _time;
    readonly MaskedSecrets? _secrets;

    OperationJournal(JournalPaths paths, JournalFile file, JournalContent content, TimeProvider time, MaskedSecrets? secrets) =>
        (_paths, _file, Content, _time, _secrets) = (paths, file, content, time, secrets);

    /// <summary>What is recorded so far, by this process and those before it.</summary>
    public JournalContent Content { get; private set; }

    public string Id => Content.Header.Id;

    /// <summary>Called after each record is on the disk; for tests that die there.</summary>
    internal Action<JournalRecord>? Written { get; set; }

    /// <summary>Begins a new operation.</summary>
    /// <param name="secrets">Masked in reasons of failures.</param>
    /// <exception cref="DataSpecException">The journal cannot be written; nothing was begun.</exception>
    public static OperationJournal Begin(StackRoot root, OperationIntent intent, TimeProvider time, MaskedSecrets? secrets = null)
    {
        var paths = new JournalPaths(root);
        var now = time.GetUtcNow();
        var header = new OperationBegun(
            now, paths.NewId(intent.Kind, now), intent.Kind, ToolVersion, ProcessIdentity.OfThis, intent.Options, intent.Next, intent.Blocks);
        return Guarded(() =>
        {
            Directory.CreateDirectory(paths.Journals);
            Directory.CreateDirectory(paths.Open);
            var file = JournalFile.Create(paths.Of(header.Id), header);
            // Last: an operation without a mark has changed nothing yet.
            DurableFile.Write(paths.MarkOf(header.Id), JournalText.LineOf(header), EnvFile.PrivateMode);
            return new OperationJournal(paths, file, new JournalContent(header, [header], IsTorn: false), time, secrets);
        });
    }

    /// <summary>Goes on with an operation that another process left unfinished.</summary>
    /// <exception cref="DataSpecException">The journal cannot be read or written.</exception>
    public static OperationJournal Resume(StackRoot root, UnfinishedOperation unfinished, TimeProvider time, MaskedSecrets? secrets = null)
    {
        var paths = new JournalPaths(root);
        return Guarded(() =>
        {
            var file = JournalFile.Open(paths.Of(unfinished.Id), out var content);
            if (content is null)
                throw new IOException($"'{paths.Of(unfinished.Id)}' has lost its first record.");
            var journal = new OperationJournal(paths, file, content with { IsTorn = false }, time, secrets);
            journal.Append(new OperationResumed(time.GetUtcNow(), ProcessIdentity.OfThis));
            return journal;
        });
    }

    /// <summary>Runs a step between its two records; a failure is recorded and thrown on.</summary>
    public async Task StepAsync(string step, Func<CancellationToken, Task> action, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Append(new StepStarted(_time.GetUtcNow(), step));
        try
        {
            await action(ct);
        }
        catch (Exception error)
        {
            var reason = error is OperationCanceledException ? "interrupted" : error.Message;
            Append(new StepFailed(_time.GetUtcNow(), step, _secrets?.Mask(reason) ?? reason));
            throw;
        }

        Append(new StepDone(_time.GetUtcNow(), step));
    }

    /// <summary>The same, but a step that this run or an earlier one has done is left alone.</summary>
    /// <returns>True where it ran now.</returns>
    public async Task<bool> OnceAsync(string step, Func<CancellationToken, Task> action, CancellationToken ct)
    {
        if (Content.IsDone(step))
            return false;
        await StepAsync(step, action, ct);
        return true;
    }

    /// <summary>From here on other changes of the stack wait until the operation is finished.</summary>
    public void Block() => Note(BlocksFact, "from here on");

    /// <summary>Keeps something for a later run of this operation; never a secret.</summary>
    public void Note(string name, string value) => Append(new FactNoted(_time.GetUtcNow(), name, value));

    /// <summary>Closes the operation: nothing of it is left to do.</summary>
    public void End(OperationOutcome outcome, string? note = null)
    {
        Append(new OperationEnded(_time.GetUtcNow(), outcome, note is null ? null : _secrets?.Mask(note) ?? note));
        File.Delete(_paths.MarkOf(Id));
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Of this program, as journals and records name it.</summary>
    internal static string ToolVersion { get; } =
        typeof(OperationJournal).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    void Append(JournalRecord record)
    {
        Guarded(() =>
        {
            _file.Append(record);
            return true;
        });
        Content = Content with { Records = Content.Records.Add(record) };
        Written?.Invoke(record);
    }

    static T Guarded<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The journal of this operation cannot be written: {error.Message}", error)
            {
                LeftAsItWas = "The step that it was to record was not begun, or is repeated by the next run.",
                NextStep = "Make room in ./data (df -h data) and try again",
            };
        }
    }
}
