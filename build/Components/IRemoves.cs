using Nuke.Common;

/// <summary>What takes away what another run of the same target set up.</summary>
interface IRemoves : INukeBuild
{
    [Parameter("Schedule: Removes the schedule; Restore: Takes the second stack of --as away, its containers, networks, volumes and files")]
    bool Remove => TryGetValue<bool?>(() => Remove) ?? false;
}
