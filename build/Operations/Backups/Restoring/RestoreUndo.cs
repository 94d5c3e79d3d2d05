using System.Diagnostics;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>Exchanges the live state with a kept one, which is kept in its turn; and finishes exchanges that were interrupted.</summary>
sealed class RestoreUndo(
    BackupSidecars sidecars, LocalImages images, IRestoreStack stack, StackRoot root, IReadOnlyDictionary<string, string> environment, IProgressSink progress, TimeProvider time,
    MaskedSecrets? secrets)
{
    /// <summary>Called after each record of the journal; for tests that die there.</summary>
    internal Action<JournalRecord>? Written { get; set; }

    Switchover Switchover => new(stack, root, progress, time, secrets);

    /// <exception cref="DataSpecException">Nothing changed (1), rolled back (5) or unfinished (7).</exception>
    public async Task<RestoreResult> RunAsync(KeptState state, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        var runs = await stack.RunsAsync(new StackSettingsReader(root, environment).ReadNames().Project, ct);
        var renames = await RenamesAsync(ct);
        var intent = new OperationIntent(RestoreOperation.Kind, RestoreOperation.Resume) { Blocks = false, Options = OperationIntent.OptionsOf(("undo", state.Id)) };
        using var journal = OperationJournal.Begin(root, intent, time, secrets);
        journal.Written = Written;
        var plan = PlanOf(journal.Id, state, runs);
        try
        {
            var down = await Switchover.RunAsync(journal, plan, renames, ct);
            return Result(journal, plan, state.Id, down, begun);
        }
        catch (Exception error) when (!journal.Content.Blocks)
        {
            journal.End(OperationOutcome.FailedUnchanged, error is OperationCanceledException ? "interrupted" : error.Message);
            throw;
        }
    }

    /// <summary>Finishes an interrupted exchange, or takes it back.</summary>
    public async Task<RestoreResult> ResumeAsync(UnfinishedOperation open, bool back, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        using var journal = OperationJournal.Resume(root, open, time, secrets);
        journal.Written = Written;
        var plan = SwapPlan.Parse(journal.Content.Fact(SwapPlan.Fact))!;
        await Switchover.ResumeAsync(journal, plan, await RenamesAsync(ct), back, ct);
        return Result(journal, plan, journal.Content.Header.Options.GetValueOrDefault("from") ?? journal.Content.Header.Options.GetValueOrDefault("undo", ""), down: null, begun);
    }

    /// <summary>Whatever <c>.env</c> says at the moment: both states of it name the machine's image and user id.</summary>
    public async Task<Renames> RenamesAsync(CancellationToken ct)
    {
        var env = new EffectiveEnv(new EnvFile(root.EnvFile).Read(), environment);
        var name = env[EnvKeys.PostgresImage]!;
        var image = await images.FindAsync(name, ct) is null ? (await images.ListAsync(ct)).FirstOrDefault(other => other.Contains("postgres", StringComparison.Ordinal)) ?? name : name;
        return new Renames(sidecars, root, image, int.TryParse(env[EnvKeys.AirflowUid], System.Globalization.CultureInfo.InvariantCulture, out var uid) ? uid : 0);
    }

    SwapPlan PlanOf(string id, KeptState state, bool runs) => new(
        Path.GetRelativePath(root.Directory, state.Directory(root)),
        Path.GetRelativePath(root.Directory, KeptState.PreviousOf(root, id)),
        [
            .. state.Paths.Select(path => new SwapEntry(path, Directory.Exists(Path.Combine(state.Directory(root), path)), Directory.Exists(Path.Combine(root.Directory, path))))
                .Where(entry => entry.In || entry.Out),
        ],
        state.Env,
        File.Exists(root.EnvFile),
        runs,
        $"undo of the {state.What}");

    RestoreResult Result(OperationJournal journal, SwapPlan plan, string from, double? down, long begun)
    {
        var kept = KeptState.Read(root).FirstOrDefault(state => state.Id == journal.Id);
        return new RestoreResult(
            journal.Id, from, At: null, [.. plan.Entries.Select(entry => entry.Path), .. plan.Env ? [".env"] : (string[])[]], [], [], plan.Runs, kept?.Directory(root),
            CopySeconds: 0, BootSeconds: 0, down, Math.Round(Stopwatch.GetElapsedTime(begun).TotalSeconds, 2));
    }
}
