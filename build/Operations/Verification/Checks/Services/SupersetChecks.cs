using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Superset;

namespace DataSpec.Operations.Verification.Checks.Services;

/// <summary>Whether Superset lets its administrator in and reaches the warehouse.</summary>
static class SupersetChecks
{
    public const string Login = "superset.login";

    /// <summary>Name of the connection that the project brings (<c>scripts-config/superset/assets/databases</c>).</summary>
    const string Warehouse = "Warehouse";

    public static ImmutableArray<ICheck> All { get; } =
    [
        new Check(
            new(Login, 2, "Superset's administrator logs in with the password of `.env`", SupersetFailure.NewPassword)
            { Services = [CoreServices.Superset], Profile = StackProfiles.Bi, Patience = ServiceAccess.Patience + TimeSpan.FromSeconds(5) },
            async (view, ct) =>
            {
                var me = await (await view.Services.SupersetAsync(ct)).GetAsync("api/v1/me/roles/", ct);
                return CheckOutcome.Passed($"'{view.Settings.Superset.AdminUser}' logs in ({string.Join(", ", me.Member("result")?.Members("roles").Select(role => role.Name) ?? [])})");
            }),
        new Check(
            new("superset.database", 2, $"Superset reaches the warehouse through its connection '{Warehouse}'", "./build.sh Compose -- run --rm --no-deps db-roles, then ./build.sh Compose -- run --rm --no-deps superset-init (give the role and the connection the password of .env)")
            { Services = [CoreServices.Superset, CoreServices.Postgres], Needs = [Login], Profile = StackProfiles.Bi, Patience = ServiceAccess.Patience + TimeSpan.FromSeconds(10) },
            DatabaseAsync),
    ];

    static async Task<CheckOutcome> DatabaseAsync(StackView view, CancellationToken ct)
    {
        var superset = await view.Services.SupersetAsync(ct);
        var databases = await superset.GetAsync($"api/v1/database/?q=(columns:!(id,database_name),filters:!((col:database_name,opr:eq,value:{Warehouse})))", ct);
        if (databases.Items("result").Select(one => one.Member("id")?.GetInt32()).FirstOrDefault() is not { } id)
            return CheckOutcome.Failed($"Superset has no connection '{Warehouse}'");
        // Forced: otherwise the answer may be a remembered one.
        var schemas = await superset.GetAsync($"api/v1/database/{id}/schemas/?q=(force:!t)", ct);
        return CheckOutcome.Passed($"'{Warehouse}' shows {schemas.Items("result").Count()} schemas");
    }
}
