using System.Text.Json.Nodes;

namespace DataSpec.Operations.Benchmarks;

/// <summary>The image list of the release before, for upgrades to begin at: what tests and benchmarks put in place of the checkout's own.</summary>
public static class OlderLock
{
    /// <summary>The same list with Airflow 3.2.2.</summary>
    public static string WithAirflow(string images) => images
        .Replace("3.3.2-python3.12", "3.2.2-python3.12", StringComparison.Ordinal).Replace("dataspec/airflow:3.3.2", "dataspec/airflow:3.2.2", StringComparison.Ordinal)
        .Replace("\"AIRFLOW_VERSION\": \"3.3.2\"", "\"AIRFLOW_VERSION\": \"3.2.2\"", StringComparison.Ordinal)
        // Beside the recipe's folder: another file in that would make other images of all recipes there.
        .Replace("\"airflow-3.3.2.txt\"", "\"../../../tests/sandbox/upgrade/airflow-3.2.2.txt\"", StringComparison.Ordinal);

    /// <summary>What <c>.env</c> says of Postgres 17 before the first <c>Up</c>.</summary>
    public static string[] PostgresSettings(string images) =>
        ["POSTGRES_MAJOR=17", $"POSTGRES_IMAGE={JsonNode.Parse(images)!["services"]!["postgres-17"]!["packages"]!["reference"]}"];

    /// <summary>The same list with Postgres 17 as the database; goes with <see cref="PostgresSettings"/>.</summary>
    public static string WithPostgres(string images)
    {
        var whole = JsonNode.Parse(images)!;
        var services = whole["services"]!;
        var older = services["postgres-17"]!.DeepClone();
        older["variable"] = "POSTGRES_IMAGE";
        services["postgres"] = older;
        return whole.ToJsonString();
    }
}
