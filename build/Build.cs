using Nuke.Common;

/// <summary>Everything this repository can do; each component is one concern.</summary>
[Quiet(nameof(IOverview.Overview), nameof(IStatus.Status), nameof(ILogs.Logs), nameof(ITools.Airflow), nameof(ITools.Psql), nameof(ITools.Compose),
    nameof(IBackups.Backups), nameof(IOutdated.Outdated), nameof(IVerify.Verify))]
class Build : NukeBuild, IOverview, IUp, IDown, IBundle, ISeed, IDashboards, IStatus, IVerify, ILogs, IBackup, IProve, IBackups, IRestore, IRehearse, IUpgrade, IRollback, ISchedule, IDump, IOutdated, IReset, IRotateSecrets, ITools, ITest, ILint, IBenchmark
{
    public static int Main() => Execute<Build>(build => ((IOverview)build).Overview);

    public StackContext Stack { get; } = new(RootDirectory);

    protected override void OnBuildCreated()
    {
        // Programs read standard output: what people read moves to standard error.
        if (((IReports)this).Json)
            Console.SetOut(Console.Error);
    }

    protected override void OnBuildInitialized()
    {
        if (Plan && InvokedTargets.Contains(((IUpgrade)this).Upgrade))
            ((IUpgrade)this).ShowUpgradePlan();
    }

    protected override void OnBuildFinished()
    {
        if (Stack.LastLine is { } line)
            Stack.StandardOutput.WriteLine(line);
        Stack.Dispose();
    }
}
