-- The build's own records in schema `dataspec`, and the role that Grafana reads them with. Idempotent; runs after roles.sql.
\set ON_ERROR_STOP on
\getenv grafana_password GRAFANA_DB_PASSWORD

SET log_min_error_statement = panic;
SET log_min_duration_statement = -1;
SET log_statement = none;
SET client_min_messages = warning;

-- As in airflow/include/taxi/records.py, whichever of the two comes first: dashboards need it before the first load.
CREATE TABLE IF NOT EXISTS dataspec.loads (
    id bigint generated always as identity primary key,
    run_id text not null,
    table_name text not null,
    months text[] not null,
    base_url text not null,
    files jsonb not null default '[]',
    rows bigint,
    seconds numeric(12, 3),
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    status text not null check (status in ('running', 'succeeded', 'failed')),
    reason text,
    load_id text,
    verification jsonb,
    unique (run_id, table_name));

CREATE TABLE IF NOT EXISTS dataspec.backups (
    id           text PRIMARY KEY,
    started_at   timestamptz NOT NULL DEFAULT now(),
    finished_at  timestamptz,
    status       text NOT NULL CHECK (status IN ('running', 'succeeded', 'failed')),
    bytes        bigint,
    target       text,
    proved_at    timestamptz,
    reason       text
);
COMMENT ON TABLE dataspec.backups IS 'One row a backup; proved_at is the last time it was booted and compared';

SELECT 'CREATE ROLE grafana_reader' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'grafana_reader') \gexec
ALTER ROLE grafana_reader LOGIN NOINHERIT CONNECTION LIMIT 10 PASSWORD :'grafana_password';
ALTER ROLE grafana_reader SET default_transaction_read_only = on;
ALTER ROLE grafana_reader SET statement_timeout = '15s';

-- Records and sizes, and none of the data itself: this role has no right in any other schema.
GRANT USAGE ON SCHEMA dataspec TO grafana_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA dataspec TO grafana_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA dataspec GRANT SELECT ON TABLES TO grafana_reader;
-- For the sizes of databases that it may not connect to.
GRANT pg_read_all_stats TO grafana_reader WITH INHERIT TRUE;
