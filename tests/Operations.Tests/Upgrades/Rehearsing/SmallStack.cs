namespace DataSpec.Operations.Tests.Upgrades.Rehearsing;

/// <summary>A compose file with all that a stack has, of the Postgres image alone; ports and directories are those of the running cluster.</summary>
static class SmallStack
{
    /// <summary>Needs the migration, and writes beside what is live.</summary>
    public const string Page = "until psql -c 'select n from migrated'; do sleep 0.1; done; test -e /live/state.json; touch /live/mine; exec sleep 600";

    public const string Migration = "create table migrated as select 1 as n";

    /// <param name="shortly">Seconds after which one of the services ends.</param>
    public static string Text(string page = Page, string migration = Migration, string shortly = "600") =>
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
            environment: { POSTGRES_USER: datafoundry, POSTGRES_DB: datafoundry, POSTGRES_PASSWORD: "${POSTGRES_PASSWORD}", PGDATA: "/var/lib/postgresql/${POSTGRES_MAJOR:-18}/docker" }
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
        """;
}
