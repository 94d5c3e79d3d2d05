using Nuke.Common;

/// <summary>Targets that can do a part of their work.</summary>
interface IChooses : IReports
{
    [Parameter("Verify: ids of checks, or their first parts; RotateSecrets: keys of .env or services (postgres, airflow, superset, pgadmin, grafana), all by default; Restore: postgres, files, secrets, config, all but config by default; Benchmark: help, cold-up, passthrough, up-again, seed, backup, superset-init, images, all but images by default", Separator = ",")]
    string[] Only => TryGetValue(() => Only) ?? [];
}
