using Nuke.Common;

/// <summary>One screen: services, versions, digests, disk, last load, unfinished operations.</summary>
interface IStatus : IReports
{
    Target Status => _ => _
        .Description("Shows services, versions, disk use, the last load and what was left unfinished")
        .Executes(() => Operate(async ct => Report(await (await Stack.Services(ct)).Status.RunAsync(ct), StatusTable.Of)));
}
