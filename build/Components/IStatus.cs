using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;
using DataSpec.Operations;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Journal;
using Nuke.Common;

/// <summary>One screen: services, versions, digests, disk, last load, unfinished operations; or the operations of the past.</summary>
[Category(Group.Daily)]
interface IStatus : IReports
{
    [Parameter("Shows every operation of the past instead: what, from and to which versions, when, how long, with what result")]
    bool History => TryGetValue<bool?>(() => History) ?? false;

    [Parameter("Looks again and again until Ctrl-C: draws anew on a terminal, prints one block after the other elsewhere")]
    bool Watch => TryGetValue<bool?>(() => Watch) ?? false;

    [Parameter("Seconds between two looks of --watch; 5 by default")]
    int? Interval => TryGetValue<int?>(() => Interval);

    Target Status => _ => _
        .Description("""
            Shows services, versions, disk use, loads and backups on one screen

            It changes nothing and starts no engine; what does not answer is left out. Its code is 0 also when
            services are down.

            Examples:
              ./build.sh Status
              ./build.sh Status --watch                            until Ctrl-C
              ./build.sh Status --history                          every backup, restore and upgrade
              ./build.sh Status --json                             for scripts

            Page: docs/commands.md
            """)
        .Executes(() => Operate(async ct =>
        {
            if (History)
                Report(HistoryLine.All(Stack.Root), HistoryTable.Of);
            else if (Watch)
                await Follow(ct);
            else
                Report(await Current(ct), StatusTable.Of);
        }));

    private async Task<StackStatusResult> Current(CancellationToken ct)
    {
        var services = await Stack.Services(ct);
        return await services.Status.RunAsync(ct) with { Links = services.Links.Links };
    }

    /// <summary>Ctrl-C is how one leaves it, and no failure.</summary>
    private async Task Follow(CancellationToken ct)
    {
        if (Interval is < 1)
            throw new DataSpecException(DataSpec.Operations.ExitCode.WrongUsage, $"--interval {Interval} is no time to wait.") { NextStep = "./build.sh Status --watch --interval 5" };
        Interruption.LeaveTerminalToChild();
        using var left = CancellationTokenSource.CreateLinkedTokenSource(ct);
        using var leaving = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            left.Cancel();
        });
        try
        {
            while (true)
            {
                await Draw(left.Token);
                await Task.Delay(TimeSpan.FromSeconds(Interval ?? 5), left.Token);
            }
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
        }
    }

    /// <summary>An engine that is away for a moment ends nothing.</summary>
    private async Task Draw(CancellationToken ct)
    {
        StackStatusResult? status = null;
        var problem = "";
        try
        {
            status = await Current(ct);
        }
        catch (DataSpecException error)
        {
            problem = $"{error.Message}\n{error.NextStep}";
        }

        if (!Json)
            Console.Out.WriteLine($"{(Screen.IsLively ? "\e[H\e[2J" : "")}{Stack.Time.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}{(Screen.IsLively ? "   Ctrl-C ends" : "")}");
        if (status is not null)
            Report(status, StatusTable.Of);
        else
            (Json ? Console.Error : Console.Out).WriteLine(problem);
    }
}
