using DataSpec.Operations;
using DataSpec.Operations.Airflow;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Receiving;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Diagnosis;
using DataSpec.Operations.Dumps;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Schedules;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Secrets.Rotation;
using DataSpec.Operations.Superset;
using DataSpec.Operations.Verification;

/// <summary>The operations on one stack, put together from the engine that answers and the settings in force.</summary>
/// <param name="root">Another stack than that of the checkout; null for that.</param>
sealed class StackServices(StackContext context, EngineEndpoint engine, StackSettings settings, StackRoot? root = null)
{
    public StackSettings Settings => settings;

    public ComposeProject Project { get; } = new(
        engine, root ?? context.Root, settings.ComposeProject, context.Processes, [.. settings.Secrets.Select(secret => secret.Reveal())]);

    public PostgresClient Postgres { get; } = new(Superuser(settings));

    /// <summary>What changing secrets needs of this stack.</summary>
    public StackParts Parts => new(Project, Stop, Start, Superuser(settings));

    public StackStop Stop => new(Project, new StackDatabase(Postgres), Drain, context.Progress, context.Time);

    public StackStart Start => new(Project, new ProvisionedMarks(new OneShotRecords(Postgres), SupersetMetadata), Stop, Drain, context.Progress, context.Time);

    public StackStatus Status => new(Project, context.Root, Loads, Drain, new BackupOverviewReader(context.Root, settings.BackupDirectory, context.Time), Receiver, context.Time);

    public SeedOperation Seed => new(Airflow, Watch, context.Progress, context.Time);

    public FirstLoad FirstLoad => new(Airflow, Loads, Watch, Seed, context.Progress, context.Time);

    public TaxiSource TaxiSource => new(context.Root, settings.Taxi.DltHome, settings.Taxi.Months, settings.Taxi.Types, context.Progress);

    /// <exception cref="DataSpecException">Superset is no part of this stack.</exception>
    public SupersetLogin SupersetLogin => settings.Runs(StackProfiles.Bi)
        ? new(
            StackLinks.Page(StackLinks.ReachableFromHere(settings.BindAddress), settings.Superset.Port),
            settings.Superset.AdminUser,
            settings.Superset.AdminPassword.Reveal())
        : throw new DataSpecException(ExitCode.RequirementMissing, "Superset is no part of this stack: the profile 'bi' is off.")
        {
            NextStep = "./build.sh Up --profiles bi (and what else COMPOSE_PROFILES of .env names)",
        };

    public DashboardRecords Dashboards => new(Project, context.Processes, context.Progress);

    public BackupTools Backups => new(engine, context.Processes, Project, settings, Postgres, context.Root, context.Progress, context.Time, context.Masked);

    public DumpTools Dumps => new(engine, context.Processes, Project, settings, Postgres, context.Root, context.Progress, context.Time, context.Masked);

    public VerifyOperation Verify => VerifyOperation.Of(context.Root, settings, Project, new(Superuser(settings), VerifyOptions.ConnectPatience), context.Processes, context.Http, Backups, context.Time);

    public StackToExamine Doctored => new(Project, Verify);

    public OperationRecords Operations => new(Postgres, context.Progress);

    WalReceiver Receiver => new(Postgres, WalArchiveDirectory, settings.WalArchiveMaxBytes, settings.Runs(StackProfiles.Pitr));

    string WalArchiveDirectory => WalRetention.DirectoryOf(context.Root, settings);

    public StackLinks Links => StackLinks.Of(settings);

    /// <summary>Keys the fingerprints of one-shots: who reads them learns nothing of the secrets they cover.</summary>
    public string FingerprintKey => settings.Airflow.FernetKey.Reveal();

    PostgresClient SupersetMetadata => new(new PostgresLogin(
        StackLinks.ReachableFromHere(settings.BindAddress), settings.Postgres.Port, "superset", settings.Superset.DbPassword.Reveal(), "superset"));

    static PostgresLogin Superuser(StackSettings settings) => new(
        StackLinks.ReachableFromHere(settings.BindAddress),
        settings.Postgres.Port,
        settings.Postgres.User,
        settings.Postgres.Password.Reveal(),
        settings.Postgres.Database);

    DrainMark Drain => new(root ?? context.Root, context.Time);

    ILoadRecords Loads => new LoadRecords(Postgres);

    LoadWatch Watch => new(Airflow, Loads, context.Progress, context.Time);

    AirflowClient Airflow => new(new AirflowApi(context.Http, AirflowLogin, context.Time));

    AirflowLogin AirflowLogin => new(StackLinks.Of(settings).Airflow, settings.Airflow.AdminUser, settings.Airflow.AdminPassword.Reveal());
}
