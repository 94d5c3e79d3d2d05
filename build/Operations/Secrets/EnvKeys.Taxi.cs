namespace DataSpec.Operations.Secrets;

/// <summary>Keys of the first load.</summary>
public static partial class EnvKeys
{
    const string Taxi = "NYC Taxi load";

    public static EnvKey TaxiBaseUrl { get; } = new(
        "NYC_TAXI_BASE_URL",
        Taxi,
        "Where the files are, an address or a path inside the containers: below it `trip-data/` and `misc/`.",
        "airflow")
    { Default = "https://d37ci6vzurychx.cloudfront.net", Rule = EnvRules.Url, BelongsTo = EnvOwner.Machine };

    public static EnvKey TaxiTypes { get; } = new(
        "NYC_TAXI_TYPES",
        Taxi,
        "Which trips: `yellow`, `green`, `fhv`, `fhvhv`, `,` between them.",
        "airflow, build")
    { Default = "yellow", Rule = EnvRules.TaxiTypes, BelongsTo = EnvOwner.Data };

    public static EnvKey TaxiMonths { get; } = new("NYC_TAXI_MONTHS", Taxi, "Which months, `,` between them.", "airflow, build")
    { Default = "2024-01,2024-02,2024-03", Rule = EnvRules.Months, BelongsTo = EnvOwner.Data };

    public static EnvKey TaxiSourceDirectory { get; } = new(
        "NYC_TAXI_SOURCE_DIR",
        Taxi,
        "Directory of this machine with the same files, mounted read-only at `/opt/airflow/taxi-source`; empty for none.",
        "docker compose, airflow")
    { MayBeEmpty = true, Rule = EnvRules.AbsolutePath, BelongsTo = EnvOwner.Place };

    public static EnvKey DltHome { get; } = new(
        "DLT_HOME",
        Taxi,
        "Where dlt keeps its state inside the containers; mounted from `data/airflow/dlt`.",
        "airflow")
    { Default = "/opt/airflow/dlt", Rule = EnvRules.AbsolutePath, BelongsTo = EnvOwner.Data };
}
