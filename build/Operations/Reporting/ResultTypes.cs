using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataSpec.Operations.Airflow;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Backups.Restoring;
using DataSpec.Operations.Benchmarks;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Diagnosis;
using DataSpec.Operations.Diagnosis.Bundles;
using DataSpec.Operations.Dumps;
using DataSpec.Operations.Images;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Schedules;
using DataSpec.Operations.Secrets.Rotation;
using DataSpec.Operations.Superset;
using DataSpec.Operations.Upgrades;
using DataSpec.Operations.Upgrades.Outdated;
using DataSpec.Operations.Upgrades.Rehearsing;
using DataSpec.Operations.Verification;

namespace DataSpec.Operations.Reporting;

/// <summary>What each target gives with <c>--json</c>: the contract with scripts, written down in <c>docs/results.schema.json</c>.</summary>
public static class ResultTypes
{
    static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A command, and the type of its document.</summary>
    public static ImmutableArray<(string Command, Type Result)> All { get; } =
    [
        ("Backup", typeof(BackupResult)),
        ("Backups", typeof(BackupListingResult)),
        ("Benchmark", typeof(BenchmarkResult)),
        ("Bundle", typeof(BundleResult)),
        ("DashboardsExport", typeof(AssetPlan)),
        ("DashboardsImport", typeof(AssetPlan)),
        ("Doctor", typeof(DiagnosisReport)),
        ("Doctor --bundle", typeof(SupportBundleResult)),
        ("Dump", typeof(DumpResult)),
        ("Outdated", typeof(OutdatedResult)),
        ("Prove", typeof(ProvedBackup[])),
        ("Rehearse", typeof(RehearseResult)),
        ("Restore", typeof(RestoreResult)),
        ("Restore --as", typeof(CloneResult)),
        ("Restore --prune", typeof(ImmutableArray<KeptState>)),
        ("Rollback", typeof(RollbackPlan)),
        ("RotateSecrets", typeof(RotateSecretsResult)),
        ("Schedule", typeof(ScheduleResult)),
        ("Seed", typeof(LoadResult)),
        ("Status", typeof(StackStatusResult)),
        ("Status --history", typeof(ImmutableArray<HistoryLine>)),
        ("Up", typeof(StackLinks)),
        ("Upgrade", typeof(UpgradeResult)),
        ("Upgrade --plan", typeof(UpgradePlan)),
        ("Upgrade --prune", typeof(ImmutableArray<string>)),
        ("Verify", typeof(VerificationReport)),
    ];

    /// <summary>One JSON Schema document with a definition for each command.</summary>
    public static string Schema()
    {
        var definitions = new JsonObject();
        foreach (var (command, result) in All)
            definitions[command] = WithoutPlaces(JsonResult.SchemaOf(result), command);
        var schema = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["title"] = "Results of ./build.sh <target> --json", ["$defs"] = definitions };
        return schema.ToJsonString(Readable) + "\n";
    }

    /// <summary>References inside one schema count from the root of the document that it stands in.</summary>
    static JsonNode WithoutPlaces(JsonNode schema, string command)
    {
        if (schema is JsonObject node)
        {
            if (node["$ref"]?.GetValue<string>() is { } place)
                node["$ref"] = $"#/$defs/{Uri.EscapeDataString(command)}{place[1..]}";
            foreach (var child in node.Select(pair => pair.Value).OfType<JsonNode>().ToArray())
                WithoutPlaces(child, command);
        }
        else if (schema is JsonArray items)
        {
            foreach (var child in items.OfType<JsonNode>().ToArray())
                WithoutPlaces(child, command);
        }

        return schema;
    }
}
