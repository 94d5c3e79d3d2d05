using DataSpec.Operations.Journal;
using Nuke.Common;

/// <summary>One screen: services, versions, digests, disk, last load, unfinished operations; or the operations of the past.</summary>
interface IStatus : IReports
{
    [Parameter("Shows every operation of the past instead: what, from and to which versions, when, how long, with what result")]
    bool History => TryGetValue<bool?>(() => History) ?? false;

    Target Status => _ => _
        .Description("Shows services, versions, disk use, the last load and what was left unfinished; with --history what was done before")
        .Executes(() => Operate(async ct =>
        {
            if (History)
                Report(HistoryLine.All(Stack.Root), HistoryTable.Of);
            else
                Report(await (await Stack.Services(ct)).Status.RunAsync(ct), StatusTable.Of);
        }));
}
