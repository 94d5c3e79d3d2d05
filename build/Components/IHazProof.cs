using Nuke.Common;

/// <summary>What is written can be proved at once.</summary>
interface IHazProof : IHazBackups
{
    [Parameter("Skips the proof that what was written can be restored: a backup is then listed as not proved and counts for no retention rule")]
    bool NoProve => TryGetValue<bool?>(() => NoProve) ?? false;
}
