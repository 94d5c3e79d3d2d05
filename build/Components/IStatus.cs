using System.ComponentModel;
using DataSpec.Operations.Journal;
using Nuke.Common;

/// <summary>One screen: services, versions, digests, disk, last load, unfinished operations; or the operations of the past.</summary>
[Category(Group.Daily)]
interface IStatus : IReports
{
    [Parameter("Shows every operation of the past instead: what, from and to which versions, when, how long, with what result")]
    bool History => TryGetValue<bool?>(() => History) ?? false;

    Target Status => _ => _
        .Description("""
            Shows services, versions, disk use, loads and backups on one screen

            It changes nothing and starts no engine; what does not answer is left out. Its code is 0 also when
            services are down.

            Examples:
              ./build.sh Status
              ./build.sh Status --history                          every backup, restore and upgrade
              ./build.sh Status --json                             for scripts

            Page: docs/commands.md
            """)
        .Executes(() => Operate(async ct =>
        {
            if (History)
                Report(HistoryLine.All(Stack.Root), HistoryTable.Of);
            else
                Report(await (await Stack.Services(ct)).Status.RunAsync(ct), StatusTable.Of);
        }));
}
