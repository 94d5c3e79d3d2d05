using Nuke.Common;

/// <summary>Targets whose interrupted run can be finished.</summary>
interface IResumes : IReports
{
    [Parameter("Finishes what was interrupted")]
    bool Resume => TryGetValue<bool?>(() => Resume) ?? false;
}
