using Nuke.Common;

/// <summary>What takes away what another run of the same target set up.</summary>
interface IRemoves : INukeBuild
{
    [Parameter("Schedule: removes the schedule. Restore: takes the second stack of --as away, its containers, networks, volumes and files")]
    bool Remove => TryGetValue<bool?>(() => Remove) ?? false;
}
