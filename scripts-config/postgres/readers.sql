-- Roles that only read the warehouse database; roles.sql includes this file, and the same holds for it.
\getenv superset_reader_password SUPERSET_WAREHOUSE_PASSWORD
\getenv grafana_reader_password GRAFANA_DB_PASSWORD

SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY['superset_reader', 'grafana_reader']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

ALTER ROLE superset_reader LOGIN PASSWORD :'superset_reader_password';
ALTER ROLE grafana_reader LOGIN PASSWORD :'grafana_reader_password' CONNECTION LIMIT 10;

-- A session may undo these two settings; what protects the rows is that nothing but reading is granted.
SELECT format('ALTER ROLE %I SET default_transaction_read_only = on', name), format('ALTER ROLE %I SET statement_timeout = ''60s''', name)
FROM unnest(ARRAY['superset_reader', 'grafana_reader']) AS name \gexec

-- Superset reads every schema and table of the warehouse, of today and of tomorrow. dlt makes a table in its staging schema and moves
-- it: default privileges with IN SCHEMA would not be on it then. They hold for what this role makes, which is the one that loads.
-- Not pg_read_all_data: with that the password hashes of all roles could be read.
GRANT CONNECT ON DATABASE :"DBNAME" TO superset_reader;
ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO superset_reader;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO superset_reader;
SELECT format('GRANT USAGE ON SCHEMA %1$I TO superset_reader', nspname), format('GRANT SELECT ON ALL TABLES IN SCHEMA %1$I TO superset_reader', nspname)
FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' \gexec

-- Grafana reads the records of the build, and sizes: of a table anybody may ask that, of a database who may connect to it. No rows of
-- the warehouse: row counts are in the records and in the statistics.
GRANT CONNECT ON DATABASE :"DBNAME", airflow, superset TO grafana_reader;
GRANT USAGE ON SCHEMA dataspec TO grafana_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA dataspec TO grafana_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA dataspec GRANT SELECT ON TABLES TO grafana_reader;
