using System.Collections.Immutable;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Secrets.Rotation;

/// <summary>Changes generated secrets everywhere at once, step by step in a journal; whatever interrupts it, the next run finishes it.</summary>
/// <remarks>
/// Until <c>.env</c> is replaced a failure is undone: encryption and passwords go back, the stack runs on with the old values.
/// From then on there is only forward: server, stores and <c>.env</c> agree on the new ones.
/// </remarks>
public sealed class RotateSecretsOperation
{
    public const string Kind = "rotate-secrets";
    const string Resume = "./build.sh RotateSecrets --resume";

    /// <summary>Set where a failed rotation is being undone: a resumed run goes on in the same direction.</summary>
    const string Undoing = "undoing";

    readonly StackRoot _root;
    readonly IRotationStack _stack;
    readonly IReadOnlyDictionary<string, string> _environment;
    readonly RotationFiles _files;
    readonly MaskedSecrets _masked;
    readonly IProgressSink _progress;
    readonly TimeProvider _time;

    internal RotateSecretsOperation(
        StackRoot root, IRotationStack stack, IReadOnlyDictionary<string, string> environment, MaskedSecrets masked, IProgressSink progress, TimeProvider time) =>
        (_root, _stack, _environment, _files, _masked, _progress, _time) = (root, stack, environment, new RotationFiles(root, environment), masked, progress, time);

    /// <param name="partsWith">The stack with these settings.</param>
    /// <param name="runner">Runs the scripts that encrypt anew.</param>
    /// <param name="http">For logging in to pages.</param>
    public static RotateSecretsOperation Of(
        StackRoot root,
        Func<StackSettings, StackParts> partsWith,
        IReadOnlyDictionary<string, string> environment,
        IProcessRunner runner,
        HttpClient http,
        MaskedSecrets masked,
        IProgressSink progress,
        TimeProvider time)
    {
        var stack = new RotationStack(partsWith, new StackSettingsReader(root, environment).Read, runner, http, time);
        return new RotateSecretsOperation(root, stack, environment, masked, progress, time);
    }

    /// <summary>For tests that die at a record.</summary>
    internal Action<JournalRecord>? Written { get; init; }

    /// <summary>The names of the steps towards the new values, in order.</summary>
    internal static ImmutableArray<string> Steps { get; } =
        ["stage", "stop", "airflow-encryption", "superset-encryption", "role-passwords", "environment", "start", "service-passwords", "credentials", "verify"];

    /// <summary>Rotates, or finishes an interrupted rotation.</summary>
    /// <exception cref="DataSpecException">
    /// Wrong usage (2), nothing changed (1), undone (5), or unfinished (7): then the message names the step and the command that goes on.
    /// </exception>
    public async Task<RotateSecretsResult> RunAsync(RotateSecretsOptions options, CancellationToken ct)
    {
        var unfinished = JournalReader.Unfinished(_root).FirstOrDefault(operation => operation.Kind == Kind);
        if (unfinished is null)
            return options.Resume || options.Abandon ? throw NothingToResume() : await BeginAsync(options, ct);
        if (!options.Resume && !options.Abandon)
            throw new UnfinishedOperationException(unfinished);
        using var journal = OperationJournal.Resume(_root, unfinished, _time, _masked);
        journal.Written = Written;
        if (options.Abandon)
            return Abandon(journal);
        return await DriveAsync(journal, [.. journal.Content.Header.Options.GetValueOrDefault("only", "").Split(',', StringSplitOptions.RemoveEmptyEntries)], ct);
    }

    async Task<RotateSecretsResult> BeginAsync(RotateSecretsOptions options, CancellationToken ct)
    {
        await ChooseAsync(options.Only, ct);
        await _stack.EnsureRunsAsync(ct);
        var intent = new OperationIntent(Kind, Resume) { Options = OperationIntent.OptionsOf(("only", options.Only.IsEmpty ? null : string.Join(',', options.Only))) };
        using var journal = OperationJournal.Begin(_root, intent, _time, _masked);
        journal.Written = Written;
        return await DriveAsync(journal, options.Only, ct);
    }

    async Task<RotationChoice> ChooseAsync(ImmutableArray<string> only, CancellationToken ct) =>
        RotationChoice.Of(only, await _stack.ReadActiveAsync(ct), new StackSettingsReader(_root, _environment).Read());

    async Task<RotateSecretsResult> DriveAsync(OperationJournal journal, ImmutableArray<string> only, CancellationToken ct)
    {
        await StageAsync(journal, only, ct);
        var rotation = _files.Read();
        _masked.Add(rotation.Values);
        try
        {
            if (journal.Content.Fact(Undoing) is not null)
                await UndoAsync(journal, rotation, ct);
            if (!journal.Content.IsDone("environment"))
                await ChangeAsync(journal, rotation, ct);
            return await FinishAsync(journal, rotation, only, ct);
        }
        catch (DataSpecException error) when (journal.Content.End is null && error.ExitCode is not ExitCode.Unfinished)
        {
            throw new DataSpecException(ExitCode.Unfinished, error.Message, error)
            {
                LeftAsItWas = $"The rotation is unfinished at step '{journal.Content.LastStep}'; old and new values are kept in '{Path.GetDirectoryName(_files.OldFile)}'. {error.LeftAsItWas}",
                NextStep = error.NextStep is null ? Resume : $"{error.NextStep}; then {Resume}",
            };
        }
    }

    async Task StageAsync(OperationJournal journal, ImmutableArray<string> only, CancellationToken ct)
    {
        try
        {
            await journal.OnceAsync("stage", async token => _files.Write((await ChooseAsync(only, token)).Chosen), ct);
        }
        catch (Exception error) when (error is DataSpecException or IOException)
        {
            journal.End(OperationOutcome.FailedUnchanged, error.Message);
            throw;
        }
    }

    /// <summary>Up to and with the replacement of <c>.env</c>.</summary>
    async Task ChangeAsync(OperationJournal journal, RotationPlan rotation, CancellationToken ct)
    {
        try
        {
            await Say(journal.StepAsync("stop", token => _stack.StopAsync(rotation, token), ct), "services that hold old secrets are stopped");
        }
        catch (DataSpecException) when (!journal.Content.IsOpen("airflow-encryption") && !journal.Content.IsDone("airflow-encryption"))
        {
            _files.Delete();
            journal.End(OperationOutcome.FailedUnchanged, "the services could not be stopped");
            throw;
        }

        try
        {
            await Say(journal.OnceAsync("airflow-encryption", token => _stack.EncryptAirflowAsync(rotation, token), ct), "what Airflow stores is encrypted anew");
            await Say(journal.OnceAsync("superset-encryption", token => _stack.EncryptSupersetAsync(rotation, token), ct), "what Superset stores is encrypted anew");
            await Say(journal.OnceAsync("role-passwords", token => _stack.SetRolePasswordsAsync(rotation, token), ct), "Postgres has the new passwords");
        }
        catch (DataSpecException error)
        {
            journal.Note(Undoing, _masked.Mask(error.Message));
            await UndoAsync(journal, rotation, ct);
        }

        await journal.StepAsync("environment", _ => Done(() => _files.Apply(rotation.After)), ct);
        _progress.Say(".env", "has the new values");
    }

    async Task<RotateSecretsResult> FinishAsync(OperationJournal journal, RotationPlan rotation, ImmutableArray<string> only, CancellationToken ct)
    {
        await journal.StepAsync("start", token => _stack.StartAsync(rotation, token), ct);
        await journal.StepAsync("service-passwords", token => _stack.SetServicePasswordsAsync(rotation, token), ct);
        await journal.StepAsync("credentials", _ => Done(() => new CredentialsFile(_root).Write(rotation.To)), ct);
        ImmutableArray<RotatedSecretResult> proofs = [];
        await journal.StepAsync("verify", async token => proofs = Proved(await _stack.ProveAsync(rotation, token)), ct);
        _files.Delete();
        journal.End(OperationOutcome.Succeeded, $"{proofs.Length} secrets");
        var kept = RotationChoice.Of(only, await _stack.ReadActiveAsync(ct), rotation.To).Kept;
        return new([.. proofs, .. kept.Select(secret => new RotatedSecretResult(secret.Key.Name, secret.Of, Changed: false, null, null, $"kept: '{secret.Service}' is off, and {RotationChoice.Why(secret)}"))]);
    }

    /// <summary>Takes everything back to the old values, which <c>.env</c> still has; ends with an exception in any case.</summary>
    async Task UndoAsync(OperationJournal journal, RotationPlan rotation, CancellationToken ct)
    {
        var back = rotation.Reversed;
        _progress.Warn("rotation", $"is undone: {journal.Content.Fact(Undoing)}");
        await journal.StepAsync("undo-role-passwords", token => _stack.SetRolePasswordsAsync(back, token), ct);
        if (WasBegun("superset-encryption"))
            await journal.StepAsync("undo-superset-encryption", token => _stack.EncryptSupersetAsync(back, token), ct);
        if (WasBegun("airflow-encryption"))
            await journal.StepAsync("undo-airflow-encryption", token => _stack.EncryptAirflowAsync(back, token), ct);
        await journal.StepAsync("undo-start", token => _stack.StartAsync(back, token), ct);
        await journal.StepAsync("undo-verify", async token => Proved(await _stack.ProveAsync(back, token)), ct);
        _files.Delete();
        journal.End(OperationOutcome.RolledBack, journal.Content.Fact(Undoing));
        throw new DataSpecException(ExitCode.RolledBack, $"The secrets were not changed: {journal.Content.Fact(Undoing)}")
        {
            LeftAsItWas = "The stack runs with the old values, and each was tried: all are as before.",
            NextStep = "Mend what it says, then ./build.sh RotateSecrets",
        };

        bool WasBegun(string step) => journal.Content.IsOpen(step) || journal.Content.IsDone(step);
    }

    RotateSecretsResult Abandon(OperationJournal journal)
    {
        journal.End(OperationOutcome.Abandoned, $"old and new values stay in '{Path.GetDirectoryName(_files.OldFile)}'");
        _progress.Warn("rotation", $"given up at step '{journal.Content.LastStep}'; old and new values stay in '{Path.GetDirectoryName(_files.OldFile)}'");
        return new([]);
    }

    async Task Say(Task step, string done)
    {
        await step;
        _progress.Say("rotation", done);
    }

    static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }

    static ImmutableArray<RotatedSecretResult> Proved(ImmutableArray<RotatedSecretResult> results)
    {
        string[] failed = [.. results.Where(result => !result.IsProved).Select(result => $"{result.Key}: {result.Note}")];
        return failed.Length == 0 ? results : throw new DataSpecException(ExitCode.VerificationFailed, $"Not proved:\n  {string.Join("\n  ", failed)}")
        {
            LeftAsItWas = "Nothing is lost.",
            NextStep = "./build.sh Logs --no-follow shows what the services say",
        };
    }

    static DataSpecException NothingToResume() => new(ExitCode.WrongUsage, "No rotation of secrets is unfinished: there is nothing to resume.")
    {
        LeftAsItWas = "Nothing was changed.",
        NextStep = "./build.sh RotateSecrets",
    };
}
