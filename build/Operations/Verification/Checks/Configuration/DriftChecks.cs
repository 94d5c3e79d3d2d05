using System.Collections.Immutable;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Texts;
using DataSpec.Operations.Upgrades;

namespace DataSpec.Operations.Verification.Checks.Configuration;

/// <summary>Whether what runs was made from what the checkout says now.</summary>
static class DriftChecks
{
    /// <summary>Read where they lie, as soon as they change.</summary>
    static readonly ImmutableArray<string> Live = ["airflow/dags/", "airflow/tests/"];

    public static ICheck Containers { get; } = new Check(
        new("config.drift", 1, "Every container was made from the stack file and .env as they are now, and none belongs to a part that is off", "./build.sh Up replaces what is out of date")
        {
            // With a key that does not open what is stored, `Up` would spread the loss.
            Needs = ["mounts.data", "airflow.keys", "superset.keys"],
        },
        async (view, ct) => OfContainers(await view.SnapshotAsync(ct)));

    public static ICheck Files { get; } = new Check(
        new("files.drift", 1, "Since the last `Up` nobody changed .env, the stack file or what containers mount; DAGs are read where they lie and do not count", "./build.sh Up, so that it takes effect"),
        (view, _) => Task.FromResult(Directory.Exists(DeployedRecord.FilesIn(view.Root))
            ? OfFiles(ConfigChanges.Of(view.Root))
            : CheckOutcome.Skipped("it is not known what the stack was last started from")));

    internal static CheckOutcome OfContainers(StackSnapshot snapshot)
    {
        var lasting = snapshot.Lasting.Select(service => (Service: service, Container: snapshot.ContainerOf(service.Name))).Where(one => one.Container is not null).ToArray();
        var old = lasting.Where(one => one.Container!.ConfigHash != one.Service.ConfigHash).Select(one => one.Service.Name).ToArray();
        var off = snapshot.Containers.Where(container => container is { IsOneOff: false, IsRunning: true } && !snapshot.Model.Services.ContainsKey(container.Service)).Select(container => container.Service).ToArray();
        return old.Length + off.Length == 0
            ? CheckOutcome.Passed($"{lasting.Length} containers as configured")
            : CheckOutcome.Failed(
                string.Join(", ", [.. old.Select(service => $"{service} has an older configuration"), .. off.Select(service => $"{service} runs, and no active profile contains it")]),
                [.. old, .. off]);
    }

    internal static CheckOutcome OfFiles(ImmutableArray<ConfigChange> changes)
    {
        const int Named = 8;
        var count = changes.Where(change => !Live.Any(folder => change.Path.StartsWith(folder, StringComparison.Ordinal))).ToArray();
        return count.Length == 0
            ? CheckOutcome.Passed("as they were at the last Up")
            : CheckOutcome.Warning(Listing.Names([.. count.Select(change => $"{change.Path} {change.What}")], Named));
    }
}
