using System.Collections.Immutable;
using System.Globalization;
using DataSpec.Operations.Backups.Forms;
using DataSpec.Operations.Backups.Receiving;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Secrets.Rotation;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>Restores of one stack, put together for the target: look, then run; resume, undo and prune.</summary>
public sealed class RestoreTools
{
    /// <summary>Kind of the journals of restores and undos.</summary>
    public const string Kind = RestoreOperation.Kind;

    readonly BackupSidecars _sidecars;
    readonly LocalImages _images;
    readonly PlainForm _forms;
    readonly IRestoreStack _stack;
    readonly StackRoot _root;
    readonly IReadOnlyDictionary<string, string> _environment;
    readonly IProgressSink _progress;
    readonly TimeProvider _time;
    readonly MaskedSecrets _secrets;
    readonly ProveOperation _prove;

    internal RestoreTools(
        BackupSidecars sidecars, LocalImages images, PlainForm forms, IRestoreStack stack, StackRoot root, IReadOnlyDictionary<string, string> environment, IProgressSink progress, TimeProvider time,
        MaskedSecrets secrets)
    {
        (_sidecars, _images, _forms, _stack, _root, _environment, _progress, _time, _secrets) = (sidecars, images, forms, stack, root, environment, progress, time, secrets);
        // A restore needs no running database, so what it proves is not written into one.
        _prove = new ProveOperation(sidecars, images, forms, root, history: null, progress, time, secrets);
    }

    /// <param name="partsWith">The stack with these settings.</param>
    /// <param name="environment">Of this process.</param>
    /// <param name="identity">File with the key of an encrypted backup.</param>
    public static RestoreTools Of(
        EngineEndpoint engine, IProcessRunner runner, Func<StackSettings, StackParts> partsWith, StackRoot root, IReadOnlyDictionary<string, string> environment,
        IProgressSink progress, TimeProvider time, MaskedSecrets secrets, string? identity)
    {
        var reader = new StackSettingsReader(root, environment);
        var (sidecars, images) = (new BackupSidecars(engine, runner, reader.ReadNames().Project), new LocalImages(runner, engine));
        return new(
            sidecars, images, new PlainForm(sidecars, root, progress, images, runner, identity), new RestoreStack(engine, partsWith, reader, runner, root),
            root, environment, progress, time, secrets);
    }

    /// <summary>Called after each record of the journal; for tests that die there.</summary>
    internal Action<JournalRecord>? Written { get; set; }

    RestoreOperation Operation => new(_sidecars, _prove, _stack, _root, _progress, _time, _secrets) { Written = Written };

    RestoreUndo Undoing => new(_sidecars, _images, _stack, _root, _environment, _progress, _time, _secrets) { Written = Written };

    /// <summary>Verifies the backup and everything that a restore of it needs; changes nothing.</summary>
    public async Task<RestorePlan> LookAsync(RestoreOptions options, CancellationToken ct)
    {
        // Containers of a look that was killed write into it.
        await _sidecars.RemoveLeftoversAsync(ct);
        FormScratch.RemoveAll(_root);
        return await new RestoreLook(_root, _forms, new RestoreImages(_sidecars, _images), _stack, _environment, _progress, _time).RunAsync(options, ct);
    }

    /// <inheritdoc cref="PointInTime.PrepareAsync"/>
    /// <param name="archive">Where the log is received.</param>
    public async Task<PreparedLog> PrepareLogAsync(string target, string? from, RecoveryMoment moment, string archive, CancellationToken ct)
    {
        await _sidecars.RemoveLeftoversAsync(ct);
        return await new PointInTime(_sidecars, _images, _root, archive, _progress).PrepareAsync(target, from, moment, ct);
    }

    /// <inheritdoc cref="RestoreOperation.RunAsync"/>
    public async Task<RestoreResult> RunAsync(RestorePlan plan, CancellationToken ct)
    {
        RequireFinished();
        await CleanAsync(ct);
        return await Operation.RunAsync(plan, ct);
    }

    /// <summary>Starts what was restored where nothing ran before, and looks whose cluster answers.</summary>
    internal Task StartAsync(string systemIdentifier, CancellationToken ct) => _stack.StartAsync(systemIdentifier, ct);

    /// <summary>Finishes what was interrupted; before the exchange that is to begin anew with the same options.</summary>
    /// <exception cref="DataSpecException">Nothing is unfinished (exit code 2).</exception>
    public async Task<RestoreResult> ResumeAsync(CancellationToken ct)
    {
        var open = Unfinished ?? throw Nothing("No restore is unfinished: there is nothing to resume.", "./build.sh Restore --from ID");
        if (open.Blocks)
            return await Undoing.ResumeAsync(open, back: false, ct);
        var options = OptionsOf(JournalReader.Read(_root, open.Id)?.Header.Options ?? ImmutableSortedDictionary<string, string>.Empty);
        if (options is null)
        {
            await CleanAsync(ct);
            throw Nothing("The interrupted operation had changed nothing; its rest was removed.", "./build.sh Status");
        }

        await using var plan = await LookAsync(options, ct);
        return await RunAsync(plan, ct);
    }

    /// <summary>The states before restores and undos that are kept, oldest first.</summary>
    public ImmutableArray<KeptState> Kept => KeptState.Read(_root);

    /// <summary>The state that <see cref="UndoAsync"/> brings back; null where there is none.</summary>
    public KeptState? LastKept => Kept.LastOrDefault();

    /// <exception cref="UnfinishedOperationException">A restore was interrupted while it exchanged the data (exit code 7).</exception>
    public void RequireFinished()
    {
        if (Unfinished is { Blocks: true } open)
            throw new UnfinishedOperationException(open);
    }

    /// <summary>True where a restore was interrupted while it exchanged the data.</summary>
    public bool IsBetween => Unfinished is { Blocks: true };

    /// <summary>Gives an interrupted restore up, or brings back the state before the last one.</summary>
    public async Task<RestoreResult> UndoAsync(CancellationToken ct)
    {
        if (Unfinished is { Blocks: true } open)
            return await Undoing.ResumeAsync(open, back: true, ct);
        var interrupted = Unfinished;
        await CleanAsync(ct);
        // What comes before the last restore is not what was asked for.
        if (interrupted is not null)
            throw Nothing("The interrupted restore had changed nothing; what it had prepared was removed.", "./build.sh Status");
        return await Undoing.RunAsync(LastKept ?? throw Nothing("No state before a restore is kept: there is nothing to undo.", "./build.sh Backups"), ct);
    }

    /// <summary>Deletes every kept state.</summary>
    /// <returns>What was deleted.</returns>
    public async Task<ImmutableArray<KeptState>> PruneAsync(CancellationToken ct)
    {
        RequireFinished();
        await CleanAsync(ct);
        var kept = KeptState.Read(_root);
        if (kept.IsEmpty)
            return kept;
        var renames = await Undoing.RenamesAsync(ct);
        foreach (var state in kept)
        {
            ct.ThrowIfCancellationRequested();
            KeptState.Forget(KeptState.DirectoryOf(_root, state.Id));
            await renames.DeleteAsync(KeptState.DirectoryOf(_root, state.Id), ct);
            _progress.Say("deleted", $"the state before the {state.What}");
        }

        return kept;
    }

    UnfinishedOperation? Unfinished => JournalReader.Unfinished(_root).FirstOrDefault(operation => operation is { Kind: RestoreOperation.Kind, IsRunning: false });

    /// <summary>What restores left that died before the exchange: the live data knows nothing of it.</summary>
    async Task CleanAsync(CancellationToken ct)
    {
        await _sidecars.RemoveLeftoversAsync(ct);
        ProofScratch.RemoveAll(_root);
        foreach (var dead in JournalReader.Unfinished(_root).Where(operation => operation is { Kind: RestoreOperation.Kind, Blocks: false, IsRunning: false, IsOurs: false }))
        {
            using var journal = OperationJournal.Resume(_root, dead, _time);
            journal.End(OperationOutcome.Abandoned, "interrupted before it changed anything; its rest was removed by the next run");
        }

        if (!Directory.Exists(KeptState.Folder(_root)))
            return;
        foreach (var left in Directory.GetDirectories(KeptState.Folder(_root)).Where(directory => !KeptState.IsKept(directory)))
        {
            await (await Undoing.RenamesAsync(ct)).DeleteAsync(left, ct);
            _progress.Say("clean-up", $"removed '{left}' of an interrupted restore");
        }
    }

    static RestoreOptions? OptionsOf(ImmutableSortedDictionary<string, string> options) => options.TryGetValue("from", out var from) && options.TryGetValue("target", out var target)
        ? new RestoreOptions
        {
            From = from,
            TargetDirectory = target,
            Only = RestoreOptions.PartsOf(options["only"].Split(',')),
            Target = options.TryGetValue("time", out var time) ? new(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), options["log"]) { Place = options.GetValueOrDefault("place") } : null,
        }
        : null;

    static DataSpecException Nothing(string what, string next) => new(ExitCode.WrongUsage, what) { LeftAsItWas = "Nothing was changed.", NextStep = next };
}
