using System.Collections.Immutable;
using System.Globalization;

namespace DataSpec.Operations.Secrets;

/// <summary>The names under which a stack's parts are known to the engine and to Postgres.</summary>
public sealed record StackNames(string Project, string PostgresImage, string PostgresUser, string Database, string BackupDirectory);

/// <summary>Reads the configuration in force: <c>.env</c>, and over it the environment of this process, as compose does.</summary>
public sealed class StackSettingsReader(StackRoot root, IReadOnlyDictionary<string, string> environment)
{
    /// <summary>What finds a stack's parts, whatever else of the settings is missing or wrong; quicker than all of them.</summary>
    public StackNames ReadNames()
    {
        var env = new EffectiveEnv(new EnvFile(root.EnvFile).Read(), environment);
        return new StackNames(
            env[EnvKeys.ComposeProject]!, env[EnvKeys.PostgresImage]!, env[EnvKeys.PostgresUser]!, env[EnvKeys.PostgresDatabase]!,
            env[EnvKeys.BackupDirectory]!);
    }

    /// <summary>Reads and checks every key.</summary>
    /// <exception cref="DataSpecException">With exit code 2 and all problems together; values of secrets are not named.</exception>
    public StackSettings Read() => Read(new EnvFile(root.EnvFile).Read());

    /// <summary>The same for a text that is not written yet.</summary>
    public StackSettings Read(EnvDocument document)
    {
        var env = new EffectiveEnv(document, environment);
        string[] problems = [.. env.Problems];
        if (problems.Length > 0)
            throw Refused(problems);

        return new StackSettings
        {
            ComposeProject = env[EnvKeys.ComposeProject]!,
            ComposeFiles = List(env, EnvKeys.ComposeFile, ':'),
            Profiles = List(env, EnvKeys.ComposeProfiles),
            BindAddress = env[EnvKeys.BindAddress]!,
            Postgres = Postgres(env),
            Airflow = Airflow(env),
            Superset = Superset(env),
            PgAdmin = new(env[EnvKeys.PgAdminImage]!, Number(env, EnvKeys.PgAdminPort), env[EnvKeys.PgAdminEmail]!, Hidden(env, EnvKeys.PgAdminPassword)),
            Grafana = Grafana(env),
            LogShipper = env[EnvKeys.LogShipper]!,
            Taxi = Taxi(env),
            BackupDirectory = env[EnvKeys.BackupDirectory]!,
            BackupEncrypt = env[EnvKeys.BackupEncrypt] is { Length: > 0 } recipient ? recipient : null,
            WalArchiveDirectory = env[EnvKeys.WalArchiveDirectory] is { Length: > 0 } archive ? archive : null,
            WalArchiveMaxBytes = MemorySize.OfPostgres(env[EnvKeys.WalArchiveMax]!)!.Value,
            BackupWebhook = env[EnvKeys.BackupWebhook] is { Length: > 0 } ? Hidden(env, EnvKeys.BackupWebhook) : null,
            Secrets = [.. EnvKeys.All.Where(key => key.IsSecret || (key.IsPrivate && env[key] is { Length: > 0 })).Select(key => Hidden(env, key))],
            Overridden = [.. env.Overridden],
        };
    }

    static DataSpecException Refused(string[] problems) =>
        new(
            ExitCode.WrongUsage,
            problems.Length == 1 ? problems[0] : $"{problems.Length} settings are wrong:\n  {string.Join("\n  ", problems)}")
        {
            LeftAsItWas = "Nothing was changed.",
            NextStep = "Correct .env (docs/configuration.md names each key), then ./build.sh Setup",
        };

    static PostgresSettings Postgres(EffectiveEnv env) => new(
        env[EnvKeys.PostgresImage]!,
        Number(env, EnvKeys.PostgresMajor),
        Number(env, EnvKeys.PostgresPort),
        env[EnvKeys.PostgresUser]!,
        env[EnvKeys.PostgresDatabase]!,
        Hidden(env, EnvKeys.PostgresPassword),
        MemorySize.OfCompose(env[EnvKeys.PostgresMemory]!)!.Value,
        MemorySize.OfPostgres(env[EnvKeys.PostgresSharedBuffers]!)!.Value);

    static AirflowSettings Airflow(EffectiveEnv env) => new(
        env[EnvKeys.AirflowImage]!,
        Number(env, EnvKeys.AirflowPort),
        Number(env, EnvKeys.AirflowUid),
        env[EnvKeys.AirflowAdminUser]!,
        Hidden(env, EnvKeys.AirflowAdminPassword),
        Hidden(env, EnvKeys.AirflowDbPassword),
        Hidden(env, EnvKeys.AirflowFernetKey),
        Hidden(env, EnvKeys.AirflowApiSecretKey),
        Hidden(env, EnvKeys.AirflowJwtSecret),
        Number(env, EnvKeys.AirflowParallelism));

    static SupersetSettings Superset(EffectiveEnv env) => new(
        env[EnvKeys.SupersetImage]!,
        Number(env, EnvKeys.SupersetPort),
        env[EnvKeys.SupersetAdminUser]!,
        Hidden(env, EnvKeys.SupersetAdminPassword),
        Hidden(env, EnvKeys.SupersetDbPassword),
        Hidden(env, EnvKeys.SupersetSecretKey),
        env[EnvKeys.SupersetWarehouseRole]!,
        Hidden(env, EnvKeys.SupersetWarehousePassword));

    static GrafanaSettings Grafana(EffectiveEnv env) => new(
        env[EnvKeys.GrafanaImage]!,
        Number(env, EnvKeys.GrafanaPort),
        env[EnvKeys.GrafanaAdminUser]!,
        Hidden(env, EnvKeys.GrafanaAdminPassword),
        Hidden(env, EnvKeys.GrafanaDbPassword));

    static TaxiSettings Taxi(EffectiveEnv env) => new(
        env[EnvKeys.TaxiBaseUrl]!.TrimEnd('/'),
        List(env, EnvKeys.TaxiTypes),
        List(env, EnvKeys.TaxiMonths),
        env[EnvKeys.TaxiSourceDirectory] is { Length: > 0 } directory ? directory : null,
        env[EnvKeys.DltHome]!);

    static int Number(EffectiveEnv env, EnvKey key) => int.Parse(env[key]!, CultureInfo.InvariantCulture);

    static Secret Hidden(EffectiveEnv env, EnvKey key) => new(env[key]!);

    static ImmutableArray<string> List(EffectiveEnv env, EnvKey key, char separator = ',') =>
        [.. env[key]!.Split(separator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
}
