using System.Collections.Immutable;

namespace DataSpec.EndToEnd.Verification;

/// <summary>Superset that does not let its administrator in, lets everybody in, is not migrated, or does not reach the warehouse.</summary>
static class SupersetFaults
{
    const string Superset = "superset";
    static string? _key;

    public static ImmutableArray<Fault> All { get; } =
    [
        Changed("the administrator of Superset has another password than .env says", "superset.login", "ab_user", "password", "username = 'admin'", AirflowFaults.Hash("another")) with { Implied = ["superset.database"] },
        Changed("the schema of Superset is not migrated", "superset.migrations", "alembic_version", "version_num", "true", "0123456789ab"),
        new(
            "Superset's reader has another password than .env says", "superset.database",
            stack => Sql.Run(stack, "datafoundry", "alter role superset_reader password 'another'"),
            stack => stack.Run(0, "Compose", "--", "run", "--rm", "--no-deps", "db-roles")) { Level = 2, Implied = ["postgres.roles"] },
        new(
            "the key of Superset in .env is another one", "superset.keys",
            stack => Task.FromResult(_key = stack.SetEnv("SUPERSET_SECRET_KEY", new string('k', 64))),
            stack => _key is { } key ? Task.FromResult(stack.SetEnv("SUPERSET_SECRET_KEY", key)) : Task.CompletedTask) { Level = 2, Implied = ["config.drift"] },
        new(
            "everybody may read Superset's connections", "pages.private",
            stack => Sql.Run(
                stack, Superset,
                """
                insert into ab_permission_view_role (id, permission_view_id, role_id)
                select -1, both_.id, r.id from ab_permission_view both_ join ab_permission p on p.id = both_.permission_id join ab_view_menu v on v.id = both_.view_menu_id, ab_role r
                where p.name = 'can_read' and v.name = 'Database' and r.name = 'Public'
                """),
            stack => Sql.Run(stack, Superset, "delete from ab_permission_view_role where id = -1"))
        {
            // What is everybody's is shown to the administrator as to everybody: without what only an account may see.
            Level = 2, Implied = ["superset.database"],
        },
    ];

    static Fault Changed(string what, string check, string table, string column, string where, string value)
    {
        var (breaks, mends) = Sql.Sets(Superset, table, column, where, value);
        return new(what, check, breaks, mends) { Level = 2 };
    }
}
