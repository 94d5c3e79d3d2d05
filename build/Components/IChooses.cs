using Nuke.Common;

/// <summary>Targets that can do a part of their work.</summary>
interface IChooses : IReports
{
    [Parameter("Verify: Ids of checks, or their first parts; RotateSecrets: Keys of .env or services (postgres, airflow, superset, pgadmin, grafana), all by default; Restore: Some of postgres, files, secrets, config, all but config by default; Benchmark: Some of commands, cold-up, passthrough, up-again, seed, backup, verify, upgrade, upgrade-major, superset-init, pgbackrest, images, all but the last two by default", Separator = ",")]
    string[] Only => TryGetValue(() => Only) ?? [];
}
