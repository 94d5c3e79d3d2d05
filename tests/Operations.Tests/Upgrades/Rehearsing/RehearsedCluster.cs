using System.Runtime.Versioning;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Tests.Backups;
using DataSpec.Operations.Upgrades;
using DataSpec.Operations.Upgrades.Rehearsing;
using Xunit;

namespace DataSpec.Operations.Tests.Upgrades.Rehearsing;

/// <summary>A real cluster with a backup of it, and a small stack on it: a one-shot that migrates, a page that needs that, and a scheduler.</summary>
[SupportedOSPlatform("linux")]
public sealed class RehearsedCluster : IAsyncLifetime
{
    internal const string Page = "until psql -c 'select n from migrated'; do sleep 0.1; done; test -e /live/state.json; touch /live/mine; exec sleep 600";

    RealCluster? _cluster;

    internal RealCluster Cluster => _cluster!;

    internal BackupLayout Backup { get; private set; } = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    // The process that is killed works on its parent's cluster.
    public async ValueTask InitializeAsync()
    {
        if (RealCluster.HasParent)
            return;
        _cluster = await RealCluster.StartAsync();
        new EnvFile(_cluster.Stack.Root.EnvFile).Set([new("COMPOSE_PROJECT_NAME", _cluster.Name), new("POSTGRES_PORT", $"{_cluster.Port}"), new("COMPOSE_PROFILES", "")]);
        WriteStack();
        Backup = new BackupLayout((await _cluster.BackUpAsync(prove: false)).Directory);
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    internal static Task<RehearseResult> RehearseAsync(RealCluster cluster, BackupLayout backup) => cluster.Rehearsing.RunAsync(backup, new UpgradeTarget([], null, null, null), Ct);

    /// <summary>The stack with this page and migration; ports and directories are those of the running cluster.</summary>
    internal void WriteStack(string page = Page, string migration = "create table migrated as select 1 as n", string shortly = "600") => File.WriteAllText(
        Cluster.Stack.Root.ComposeFile,
        $$"""
        x-client: &client
          PGHOST: postgres
          PGUSER: datafoundry
          PGPASSWORD: ${POSTGRES_PASSWORD}
        services:
          setup: { image: "${POSTGRES_IMAGE}", user: "0:0", restart: "no", network_mode: none, entrypoint: [touch, /data/touched], volumes: ["../data:/data"] }
          postgres:
            image: ${POSTGRES_IMAGE}
            user: "999:999"
            restart: unless-stopped
            environment: { POSTGRES_USER: datafoundry, POSTGRES_DB: datafoundry, POSTGRES_PASSWORD: "${POSTGRES_PASSWORD}" }
            volumes: ["../data/postgres:/var/lib/postgresql", "socket:/var/run/postgresql"]
            ports: ["127.0.0.1:${POSTGRES_PORT}:5432"]
            stop_signal: SIGINT
            healthcheck: { test: ["CMD-SHELL", "pg_isready -q -h 127.0.0.1 -U $$POSTGRES_USER"], interval: 10s }
            depends_on: { setup: { condition: service_completed_successfully } }
          migrate:
            image: ${POSTGRES_IMAGE}
            restart: "no"
            environment: *client
            entrypoint: [psql, -c, "{{migration}}"]
            depends_on: { postgres: { condition: service_healthy } }
          page:
            image: ${POSTGRES_IMAGE}
            user: "0:0"
            restart: unless-stopped
            init: true
            environment: *client
            entrypoint: [sh, -ec, "{{page}}"]
            volumes: ["../data/airflow/dlt:/live", "/:/host"]
            ports: ["127.0.0.1:${POSTGRES_PORT}:80"]
            healthcheck: { test: [CMD, test, -e, /live/mine], interval: 10s }
            depends_on: { migrate: { condition: service_completed_successfully } }
          short: { image: "${POSTGRES_IMAGE}", restart: always, entrypoint: [sleep, "{{shortly}}"] }
          scheduler: { image: "${POSTGRES_IMAGE}", restart: always, command: [scheduler], depends_on: { page: { condition: service_healthy } } }
          extra:
            image: ${POSTGRES_IMAGE}
            restart: always
            labels: { dataspec.optional: "true" }
            entrypoint: ["false"]
            healthcheck: { test: [CMD, "false"] }
        volumes: { socket: }
        """);
}
