using System.Collections.Immutable;

namespace DataSpec.EndToEnd.Verification;

/// <summary>A cluster that lets in the wrong people, or not the right ones, or keeps nothing.</summary>
static class PostgresFaults
{
    const string Warehouse = "datafoundry";
    const string Rules = "$PGDATA/pg_hba.conf";

    public static ImmutableArray<Fault> All { get; } =
    [
        new(
            "pg_hba.conf lets everybody in without a password", "postgres.login",
            stack => InCluster(stack, $"cp -p {Rules} {Rules}.before && sed -i '1i host all all all trust' {Rules} && pg_ctl reload -s"),
            stack => InCluster(stack, $"[ ! -e {Rules}.before ] || mv {Rules}.before {Rules}; pg_ctl reload -s")) { Level = 2 },
        new(
            "the role superset has another password than .env says", "postgres.roles",
            stack => Sql.Run(stack, Warehouse, "alter role superset password 'another'"),
            stack => stack.Run(0, "Compose", "--", "run", "--rm", "--no-deps", "db-roles")) { Level = 2, MayImply = ["superset.login", "superset.database"] },
        new(
            "the superuser may only read", "postgres.write",
            stack => Sql.Run(stack, Warehouse, "alter role datafoundry set default_transaction_read_only = on"),
            stack => Sql.Run(stack, Warehouse, "alter role datafoundry reset default_transaction_read_only")) { Level = 2 },
        new(
            "a role of Postgres has a default password", "logins.defaults",
            stack => Sql.Run(stack, Warehouse, "create role leftover login password 'postgres'"),
            stack => Sql.Run(stack, Warehouse, "drop role if exists leftover")) { Level = 2 },
    ];

    static Task<string> InCluster(Checkout stack, string script) => Docker.Run("exec", $"{stack.Project}-postgres-1", "sh", "-c", script);
}
