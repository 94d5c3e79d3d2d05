using System.ComponentModel;
using DataSpec.Operations;
using DataSpec.Operations.Backups.Receiving;
using DataSpec.Operations.Backups.Restoring;
using Nuke.Common;

/// <summary>Brings a backup back, and brings back what was there before.</summary>
[Category(Group.Data)]
interface IRestore : IOpensBackups, IReadsFrom, IChooses, IResumes, IPrunes, IRemoves, IConfirms
{
    [Parameter("Brings back the state before the last restore, or gives an interrupted one up")]
    bool Undo => TryGetValue<bool?>(() => Undo) ?? false;

    [Parameter("Runs the backup as a second stack of this name beside the first, every DAG paused, on free ports of 127.0.0.1")]
    string? As => TryGetValue(() => As);

    [Parameter("Brings back everything that was committed up to this time: 2026-11-22T14:30:00Z, or with an offset; without one of this machine's zone. Needs the profile pitr")]
    string? ToTime => TryGetValue(() => ToTime);

    [Parameter("The same up to a place of the write-ahead log: 0/1A2B3C4D")]
    string? ToLsn => TryGetValue(() => ToLsn);

    Target Restore => _ => _
        .Description("""
            Brings a backup back, beside the live data; --undo goes back

            The backup is verified, restored beside the live data and booted; then the two are exchanged in
            one short stop. What was there is kept.

            Examples:
              ./build.sh Restore --from latest                     the newest proved one
              ./build.sh Restore --to-time 2026-11-22T14:30:00Z    as it was then (profile pitr)
              ./build.sh Restore --from latest --as audit          as a second stack, every DAG paused
              ./build.sh Restore --undo                            the state before the last restore

            Codes of its own: 4 the backup is damaged, 5 undone: the old data runs, 7 --resume or --undo.
            Page: docs/restore.md
            """)
        .Executes(() => OperateAlone(
            ct => Chosen() switch
            {
                nameof(Undo) => UndoLast(ct),
                nameof(Resume) => ResumeLast(ct),
                nameof(Prune) => PruneKept(ct),
                nameof(Remove) => RemoveClone(ct),
                _ when As is not null => MakeClone(ct),
                _ => RestoreBackup(ct),
            },
            despite: unfinished => unfinished.Kind == RestoreTools.Kind));

    private async Task RestoreBackup(CancellationToken ct)
    {
        var tools = await Stack.Restores(IdentityFile, ct);
        tools.RequireFinished();
        using var log = await PrepareLog(tools, ct);
        var options = new RestoreOptions { From = log?.From ?? From!, TargetDirectory = TargetOf(Stack.BackupDirectory), Only = RestoreOptions.PartsOf(Only), Target = log?.Target };
        await using var plan = await tools.LookAsync(options, ct);
        if (plan.Replaces)
            Require(plan.Question, $"--from {plan.Id}");
        await Show(await tools.RunAsync(plan, ct), ct);
    }

    /// <summary>Null where no moment was asked for.</summary>
    private async Task<PreparedLog?> PrepareLog(RestoreTools tools, CancellationToken ct)
    {
        if (ToTime is null && ToLsn is null)
            return null;
        if (ToTime is not null && ToLsn is not null)
            throw new DataSpecException(DataSpec.Operations.ExitCode.WrongUsage, "Of --to-time and --to-lsn only one can be meant.") { LeftAsItWas = "Nothing was changed." };
        if (Only.Length > 0 && !Only.Contains("postgres", StringComparer.OrdinalIgnoreCase))
            throw new DataSpecException(DataSpec.Operations.ExitCode.WrongUsage, "Only the database has a log to stop at a moment: --only without postgres has none.") { LeftAsItWas = "Nothing was changed." };
        var moment = ToTime is { } time ? RecoveryMoment.OfTime(time, Stack.Time.LocalTimeZone) : RecoveryMoment.OfPlace(ToLsn!);
        if (moment.Note is { } note)
            Stack.Progress.Say("time", note);
        return await tools.PrepareLogAsync(TargetOf(Stack.BackupDirectory), From, moment, WalRetention.DirectoryOf(Stack.Root, Stack.ReadSettings()), ct);
    }

    private async Task UndoLast(CancellationToken ct)
    {
        var tools = await Stack.Restores(IdentityFile, ct);
        if (tools is { IsBetween: false, LastKept: { } state })
            Require($"Bring back the state before the {state.What} of {state.At.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC? The stack is stopped meanwhile; what is there now is kept.", "--undo");
        await Show(await tools.UndoAsync(ct), ct);
    }

    private async Task ResumeLast(CancellationToken ct)
    {
        await Show(await (await Stack.Restores(IdentityFile, ct)).ResumeAsync(ct), ct);
        PreparedLog.RemoveAll(Stack.Root);
    }

    private async Task PruneKept(CancellationToken ct)
    {
        var tools = await Stack.Restores(IdentityFile, ct);
        tools.RequireFinished();
        if (tools.Kept is { IsEmpty: false } kept)
            Require($"Delete the state before {string.Join(" and before ", kept.Select(state => $"the {state.What}"))}? It cannot be brought back after that.", "--prune");
        Report(await tools.PruneAsync(ct), RestoreTables.Of);
    }

    private async Task MakeClone(CancellationToken ct)
    {
        if (From is null || ToTime is not null || ToLsn is not null)
            throw Wrong("A second stack is made from a backup as it is.", "./build.sh Restore --from ID --as NAME");
        var result = await (await Stack.Clones(IdentityFile, ct)).RunAsync(As!, From, TargetOf(Stack.BackupDirectory), ct);
        Report(result, RestoreTables.Of);
        ReportSummary(summary => summary.AddResult(result));
    }

    private async Task RemoveClone(CancellationToken ct) =>
        await (await Stack.Clones(IdentityFile, ct)).RemoveAsync(As ?? throw Wrong("--remove takes a clone away, and needs its name.", "./build.sh Restore --as NAME --remove"), ct);

    private async Task Show(RestoreResult result, CancellationToken ct)
    {
        if (result.Started)
        {
            await Stack.RecordDeployed(await Stack.Services(ct), ct);
            await Aftermath.LookAsync(Stack, ct);
        }

        Report(result, RestoreTables.Of);
        ReportSummary(summary => summary.AddResult(result));
    }

    private string Chosen()
    {
        (bool Is, string Name)[] all = [(From is not null || ToTime is not null || ToLsn is not null, nameof(From)), (Undo, nameof(Undo)), (Resume, nameof(Resume)), (Prune, nameof(Prune)), (Remove, nameof(Remove))];
        return all.Where(one => one.Is).Select(one => one.Name).ToArray() switch
        {
            [var one] => one,
            [] => throw Wrong("Restore needs to know from which backup.", "./build.sh Restore --from ID (./build.sh Backups lists them; latest is the newest proved one)"),
            _ => throw Wrong("Of --from, --undo, --resume, --prune and --remove only one can be meant.", "./build.sh Restore --help"),
        };
    }

    private static DataSpecException Wrong(string what, string next) =>
        new(DataSpec.Operations.ExitCode.WrongUsage, what) { LeftAsItWas = "Nothing was changed.", NextStep = next };

    private void Require(string question, string options) => Confirmation.Require(Yes, question, $"./build.sh Restore {options} --yes (and the other options that you gave)");
}
