using System.Collections.Immutable;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Setup;
using DataSpec.Operations.Verification;

namespace DataSpec.Operations.Diagnosis;

/// <summary>Puts causes before their consequences: the machine, an operation between two states, then the checks that nothing explains.</summary>
sealed class Ranking
{
    /// <summary>Targets that stop or start services: while one runs, what it does is no fault.</summary>
    static readonly ImmutableArray<string> Movers = ["Up", "Down", "Restore", "Upgrade", "Rollback", "Rehearse", "RotateSecrets", "Reset", "Setup"];

    /// <summary>Checks that see what a look at the machine sees, and know the stack too.</summary>
    static readonly ImmutableDictionary<string, string> SeenBy = ImmutableDictionary.CreateRange(
        StringComparer.Ordinal,
        [
            KeyValuePair.Create("disk", "disk.space"), KeyValuePair.Create("inodes", "disk.inodes"), KeyValuePair.Create("filesystem", "disk.filesystem"),
            KeyValuePair.Create("clock", "engine.clock"), KeyValuePair.Create("engine", "engine.version"), KeyValuePair.Create("compose", "engine.version"), KeyValuePair.Create("privacy", "secrets.modes"),
        ]);

    static readonly ImmutableArray<string> Late = ["no answer within", "did not tell", "timed out", "timeout during"];

    readonly VerificationReport? _verification;
    readonly CheckResult[] _failed;
    readonly HashSet<string> _explained = new(StringComparer.Ordinal);

    public Ranking(VerificationReport? verification, ImmutableArray<Finding> findings, ImmutableArray<UnfinishedOperation> unfinished, LockHolder? holder)
    {
        _verification = verification;
        _failed = [.. verification?.Checks.Where(check => check.Status is CheckStatus.Failed) ?? []];
        findings = [.. findings.Where(finding => !SeenBy.TryGetValue(finding.Id, out var check) || verification?.Checks.Any(one => one.Id == check && one.Status is not CheckStatus.Skipped) is not true)];
        if (!_failed.Any(IsLate))
            findings = [.. findings.Select(finding => finding.Id is MachineLoad.Id ? finding with { IsHard = false } : finding)];
        Cause[] machine = [.. findings.Where(finding => finding.IsHard).Select(finding => OfMachine(finding, findings))];
        Cause[] between = [.. unfinished.Where(one => one is { Blocks: true, IsRunning: false }).Select(OfUnfinished)];
        Cause[] running = holder is not null && _failed.Length > _explained.Count && Movers.Any(mover => holder.Command.Split(' ').Contains(mover, StringComparer.Ordinal)) ? [OfLock(holder)] : [];
        Causes = [.. machine, .. between, .. running, .. OfChecks()];
        Warnings =
        [
            .. findings.Where(finding => !finding.IsHard).Select(finding => new Hint(finding.Id, finding.What, finding.Remedy)),
            .. unfinished.Where(one => one is { Blocks: false, IsRunning: false }).Select(one => new Hint("unfinished", one.ToString(), one.Next)),
            .. verification?.Checks.Where(check => check.Status is CheckStatus.Warning).Select(check => new Hint(check.Id, check.Evidence, check.Remedy)) ?? [],
        ];
        Notes = [.. holder is null ? [] : (string[])[$"Another run works on this stack: {holder}."], .. unfinished.Where(one => one.IsRunning).Select(one => one.ToString())];
    }

    public ImmutableArray<Cause> Causes { get; }

    public ImmutableArray<Hint> Warnings { get; }

    public ImmutableArray<string> Notes { get; }

    /// <summary>A full disk, too little memory, a port that somebody else has: services fall over it.</summary>
    Cause OfMachine(Finding finding, ImmutableArray<Finding> all) =>
        Cause.Of(finding.Id, $"The machine lacks what the stack needs ({finding.Id})", finding.What, finding.Remedy, Explain(check => finding.Id is MachineLoad.Id ? IsLate(check) : BearsName(check, finding.Id) || (check.Level == 1 && !check.Services.IsEmpty && IsAlone(finding, all))));

    Cause OfUnfinished(UnfinishedOperation operation) =>
        Cause.Of("unfinished", $"'{operation.Kind}' was interrupted and left the stack between two states", operation.ToString(), operation.Next, Explain(_ => true));

    Cause OfLock(LockHolder holder) =>
        Cause.Of("lock", "Another run changes this stack just now", holder.ToString(), $"Wait for it to end (kill {holder.Process} asks it to), then ./build.sh Doctor", Explain(check => check.Level <= 2));

    /// <summary>Those that explain most first.</summary>
    IEnumerable<Cause> OfChecks() =>
        _failed.Where(check => check.ExplainedBy is null && !_explained.Contains(check.Id))
            .Select(check => OfCheck(check, [.. _failed.Where(other => other != check && _verification!.RootOf(other) == check).Select(other => other.Id)]))
            .OrderByDescending(cause => cause.Follows.Length);

    static Cause OfCheck(CheckResult check, ImmutableArray<string> follows) =>
        Cause.Of(check.Id, $"This does not hold: {check.What}", check.Evidence, check.Services is [var service, ..] ? check.Remedy!.Replace("NAME", service, StringComparison.Ordinal) : check.Remedy!, follows)
            with { Services = check.Services };

    /// <summary>Marks what this explains, and what follows from that.</summary>
    ImmutableArray<string> Explain(Func<CheckResult, bool> directly)
    {
        var direct = _failed.Where(directly).Select(check => check.Id).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<string> all = [.. _failed.Where(check => !_explained.Contains(check.Id) && (direct.Contains(check.Id) || direct.Contains(_verification!.RootOf(check).Id))).Select(check => check.Id)];
        _explained.UnionWith(all);
        return all;
    }

    /// <summary>Nobody said no: the answer did not come in time.</summary>
    static bool IsLate(CheckResult check) => Late.Any(words => check.Evidence.Contains(words, StringComparison.OrdinalIgnoreCase));

    static bool BearsName(CheckResult check, string name) => check.Id.StartsWith($"{name}.", StringComparison.Ordinal);

    /// <summary>Of several things that the machine lacks the first takes the blame for the services.</summary>
    static bool IsAlone(Finding finding, ImmutableArray<Finding> all) => all.First(one => one.IsHard && one.Id is not MachineLoad.Id) == finding;
}
