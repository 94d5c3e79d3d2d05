using Nuke.Common;

/// <summary>Everything this repository can do; each component is one concern.</summary>
[Quiet(nameof(IOverview.Overview), nameof(IStatus.Status), nameof(ILogs.Logs), nameof(ITools.Airflow), nameof(ITools.Psql), nameof(ITools.Compose),
    nameof(IBackups.Backups), nameof(IOutdated.Outdated), nameof(IVerify.Verify), nameof(IDoctor.Doctor), nameof(IReport.Report), nameof(ICompletion.Completion))]
class Build : NukeBuild, IOverview,
    IUp, IStatus, IVerify, IDoctor, IReport, ILogs, ISeed, IDown,
    IBackup, IBackups, IProve, IRestore, ISchedule, IDump,
    IOutdated, IRehearse, IUpgrade, IRollback,
    ISetup, IRotateSecrets, IBundle, IReset,
    ITools, IDashboards, ICompletion,
    ITest, ILint, IBenchmark
{
    public static int Main() => Execute<Build>(build => ((IOverview)build).Overview);

    public StackContext Stack { get; } = new(RootDirectory);

    protected override void OnBuildCreated()
    {
        // Programs read standard output: what people read moves to standard error.
        var answers = Stack.StandardOutput;
        Console.SetOut(((IReports)this).Json ? Console.Error : answers);
        AppContext.SetData("DataSpec.Mask", (Func<string, string>)Stack.Masked.Mask);
    }

    protected override void OnBuildInitialized()
    {
        if (Plan && InvokedTargets.Contains(((IUpgrade)this).Upgrade))
            ((IUpgrade)this).ShowUpgradePlan();
    }

    protected override void OnBuildFinished()
    {
        if (Plan)
            PlanDrawing.Write(ExecutionPlan, RootDirectory, Stack.Masked);
        if (Stack.LastLine is { } line)
            Stack.StandardOutput.WriteLine(line);
        Stack.Dispose();
    }
}
