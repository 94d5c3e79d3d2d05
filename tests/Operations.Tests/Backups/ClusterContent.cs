using DataSpec.Operations.Backups;

namespace DataSpec.Operations.Tests.Backups;

/// <summary>What the stack has in its cluster: databases, roles, stored secrets, and rows of every kind.</summary>
sealed class ClusterContent(RealCluster cluster)
{
    public async Task WriteAsync()
    {
        await cluster.ExecuteAsync("alter system set summarize_wal = on");
        await cluster.ExecuteAsync("select pg_reload_conf()");
        await cluster.ExecuteAsync("create role airflow login password 'x'");
        await cluster.ExecuteAsync("create database airflow owner airflow");
        await cluster.ExecuteAsync("create database superset");
        await cluster.ExecuteAsync(
            """
            create schema dataspec;
            create table dataspec.backups (id text primary key, started_at timestamptz not null default now(), finished_at timestamptz, status text not null,
                bytes bigint, target text, proved_at timestamptz, reason text);
            create table ledger (n bigint primary key, h text, at timestamptz default clock_timestamp());
            create table "odd ""name" (t text, dataspec_row int);
            insert into "odd ""name" values ('a', 1), (null, 2);
            create unlogged table fleeting (n int);
            create table facts as select n, md5(n::text) as h, n * 0.1::float8 as f, jsonb_build_object('n', n) as j from generate_series(1, 50000) n;
            create index on facts (n);
            create sequence tickets;
            select nextval('tickets') from generate_series(1, 50);
            create materialized view totals as select count(*) from facts
            """);
        var token = FernetCipher.Encrypt(RealCluster.FernetKey, "a stored password", DateTimeOffset.UtcNow);
        await cluster.ExecuteAsync(
            $"""
            create table connection (conn_id text, password text, extra text, is_encrypted bool, is_extra_encrypted bool);
            insert into connection values ('warehouse', '{token}', null, true, false);
            create table variable (key text, val text, is_encrypted bool)
            """,
            "airflow");
        await cluster.ExecuteAsync($"create table dbs (database_name text, password bytea); insert into dbs values ('warehouse', '{SupersetCipher.Encrypt(RealCluster.SupersetKey, "another")}'::bytea)", "superset");
    }
}
