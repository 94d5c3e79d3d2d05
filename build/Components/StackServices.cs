using DataSpec.Operations;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Secrets;

/// <summary>The operations on one stack, put together from the engine that answers and the settings in force.</summary>
sealed class StackServices(StackContext context, EngineEndpoint engine, StackSettings settings)
{
    public StackSettings Settings => settings;

    public ComposeProject Project { get; } = new(
        engine, context.Root, settings.ComposeProject, context.Processes, [.. settings.Secrets.Select(secret => secret.Reveal())]);

    public PostgresClient Postgres { get; } = new(new PostgresLogin(
        settings.BindAddress is "0.0.0.0" ? "127.0.0.1" : settings.BindAddress,
        settings.Postgres.Port,
        settings.Postgres.User,
        settings.Postgres.Password.Reveal(),
        settings.Postgres.Database));

    public StackStop Stop => new(Project, new StackDatabase(Postgres), Drain, context.Progress, context.Time);

    public StackStart Start => new(Project, new OneShotRecords(Postgres), Stop, Drain, context.Progress, context.Time);

    /// <summary>Keys the fingerprints of one-shots: who reads them learns nothing of the secrets they cover.</summary>
    public string FingerprintKey => settings.Airflow.FernetKey.Reveal();

    DrainMark Drain => new(context.Root, context.Time);
}
