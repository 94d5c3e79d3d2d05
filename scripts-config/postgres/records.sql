-- The build's own records in schema `dataspec`, which grafana_reader may read (readers.sql). Idempotent; runs after roles.sql.
\set ON_ERROR_STOP on
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

-- As there, too: what each rule of <dag>.expectations.yaml found in the staged rows of a load.
CREATE TABLE IF NOT EXISTS dataspec.expectations (
    run_id text not null,
    table_name text not null,
    position integer not null,
    rule text not null,
    severity text not null check (severity in ('error', 'warn')),
    total bigint not null,
    failing bigint not null,
    met boolean not null,
    finding text not null,
    checked_at timestamptz not null default now(),
    primary key (run_id, table_name, position));

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

CREATE TABLE IF NOT EXISTS dataspec.operations (
    id           text PRIMARY KEY,
    kind         text NOT NULL,
    versions     text,
    started_at   timestamptz NOT NULL,
    seconds      numeric(12, 1),
    stop_seconds numeric(12, 1),
    result       text NOT NULL,
    steps        integer NOT NULL,
    note         text
);
COMMENT ON TABLE dataspec.operations IS 'One row a journal in data/.dataspec/journal, as of the last Up, Backup or Upgrade';
