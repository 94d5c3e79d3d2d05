using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Upgrades;

namespace DataSpec.Operations.Verification.Checks.Services;

/// <summary>Whether the schemas of the services are those of the images that run.</summary>
static class MigrationChecks
{
    public static ImmutableArray<ICheck> All { get; } =
    [
        Of("airflow", CoreServices.ApiServer, profile: null, "airflow-init"),
        Of("superset", CoreServices.Superset, StackProfiles.Bi, "superset-init"),
    ];

    static Check Of(string database, string service, string? profile, string init) => new(
        new($"{database}.migrations", 2, $"The database of {service} is migrated to what its running image expects", $"./build.sh Compose -- run --rm --no-deps {init}; where the database is ahead, go back to the newer image")
        {
            Services = [CoreServices.Postgres],
            Needs = [PostgresChecks.Login],
            Profile = profile,
            // The first look at an image starts a container of it.
            Patience = TimeSpan.FromSeconds(40),
        },
        (view, ct) => LookAsync(view, database, service, ct));

    static async Task<CheckOutcome> LookAsync(StackView view, string database, string service, CancellationToken ct)
    {
        if ((await view.SnapshotAsync(ct)).ContainerOf(service)?.ImageId is not { Length: > 0 } image)
            return CheckOutcome.Failed($"{service} has no container", service);
        var expected = await new ImageHeads(view).ReadAsync(image, ct);
        var heads = await MigrationHeads.ReadAsync(async (name, token) => name == database ? await view.Postgres.OpenAsync(token, name) : null, ct);
        var wrong = expected.Select(one => (one.Key, Has: heads.SingleOrDefault(head => head.Name == one.Key)?.Revisions ?? [], Wants: one.Value))
            .Where(one => !one.Has.Order(StringComparer.Ordinal).SequenceEqual(one.Wants.Order(StringComparer.Ordinal), StringComparer.Ordinal))
            .Select(one => $"{one.Key} is at '{string.Join(", ", one.Has)}', the image expects '{string.Join(", ", one.Wants)}'")
            .ToArray();
        return wrong.Length == 0
            ? CheckOutcome.Passed(string.Join(", ", heads.Select(head => $"{head.Name} at {string.Join(", ", head.Revisions)}")))
            : CheckOutcome.Failed(string.Join("; ", wrong));
    }
}
