using System.Collections.Immutable;

namespace DataSpec.Operations.Upgrades;

/// <summary>The steps of an upgrade: names of its targets and of its journal's records.</summary>
public static class UpgradeSteps
{
    public const string Prefetch = nameof(Prefetch);
    public const string SecureBackup = nameof(SecureBackup);
    public const string Rehearse = nameof(Rehearse);
    public const string Quiesce = nameof(Quiesce);
    public const string StopStack = nameof(StopStack);
    public const string SealBackup = nameof(SealBackup);
    public const string Switch = nameof(Switch);
    public const string Migrate = nameof(Migrate);
    public const string VerifyUpgrade = nameof(VerifyUpgrade);
    public const string Reopen = nameof(Reopen);

    /// <summary>In order.</summary>
    public static ImmutableArray<string> All { get; } = [Prefetch, SecureBackup, Rehearse, Quiesce, StopStack, SealBackup, Switch, Migrate, VerifyUpgrade, Reopen];

    /// <summary>Those that are done while the stack works as ever; an interruption in them leaves nothing to finish.</summary>
    public static bool IsBefore(string step) => step is Prefetch or SecureBackup or Rehearse;

    /// <summary>Those that this one cannot go without.</summary>
    internal static IEnumerable<string> NeededBy(string step) => All.TakeWhile(other => other != step).Where(other => other is not Rehearse);
}
