-- Roles and databases of the services beside the warehouse, and the records of the build. Idempotent: run whenever its inputs
-- (image, this file, passwords in .env) change. Passwords come by environment, never as arguments.
\set ON_ERROR_STOP on
\getenv airflow_password AIRFLOW_DB_PASSWORD
\getenv superset_password SUPERSET_DB_PASSWORD

-- The statements below carry passwords: keep them out of the server's log, also when one fails or is slow.
SET log_min_error_statement = panic;
SET log_min_duration_statement = -1;
SET log_statement = none;
SET client_min_messages = warning;

SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY['airflow', 'superset']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE airflow LOGIN PASSWORD :'airflow_password';
ALTER ROLE superset LOGIN PASSWORD :'superset_password';

SELECT format('CREATE DATABASE %I OWNER %I', name, name) FROM unnest(ARRAY['airflow', 'superset']) AS name
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = name) \gexec

-- Since Postgres 15 only the owner may create in schema public. In no database of the cluster has everybody business: by default
-- every role could connect to the warehouse and make temporary tables there.
ALTER DATABASE airflow OWNER TO airflow;
ALTER DATABASE superset OWNER TO superset;
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', datname) FROM pg_database WHERE datallowconn \gexec

CREATE SCHEMA IF NOT EXISTS dataspec;
COMMENT ON SCHEMA dataspec IS 'Records of the DataSpec build about this cluster';
CREATE TABLE IF NOT EXISTS dataspec.one_shots (
    name        text PRIMARY KEY,
    fingerprint text NOT NULL,
    finished_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE dataspec.one_shots IS 'Which inputs each one-shot service last ran with; kept in the cluster so that a wiped or restored one cannot carry a stale mark';

\ir readers.sql
