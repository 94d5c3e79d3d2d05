using System.Collections.Immutable;

namespace DataSpec.Operations.Setup;

/// <summary>A directory of <c>data</c> and who must own it; null owners leave the person's own.</summary>
public sealed record DataDirectory(string Name, uint? User, uint? Group, UnixFileMode Mode);

/// <summary>The directories under <c>data</c>; the stack's <c>setup</c> container knows the same list.</summary>
public static class DataDirectories
{
    const UnixFileMode Open = (UnixFileMode)0x1ED; // 0755
    const UnixFileMode Shared = (UnixFileMode)0x5FD; // 2775: the group of new files is the directory's
    const UnixFileMode Private = (UnixFileMode)0x1C0; // 0700
    const UnixFileMode GroupWritable = (UnixFileMode)0x1FD; // 0775

    /// <summary>Parents before children. Owners are the users that the images run as.</summary>
    public static ImmutableArray<DataDirectory> Layout(int airflowUid)
    {
        var airflow = (uint)airflowUid;
        return
        [
            new("data", null, null, Open),
            new("data/postgres", 999, 999, Open),
            new("data/airflow", airflow, 0, Open),
            new("data/airflow/logs", airflow, 0, Shared),
            new("data/airflow/dlt", airflow, 0, Shared),
            new("data/airflow/taxi-source", airflow, 0, Shared),
            new("data/superset", 1000, 1000, Open),
            new("data/pgadmin", 5050, 5050, Private),
            new("data/logging", 0, 0, Open),
            new("data/logging/loki", 10001, 10001, Open),
            new("data/logging/promtail", 0, 0, Open),
            new("data/logging/grafana", 472, 0, GroupWritable),
        ];
    }

    /// <summary>What is missing or wrong now; reads only. What is in a directory is never touched.</summary>
    public static ImmutableArray<DirectoryStep> Plan(StackRoot root, int airflowUid) =>
        [.. Layout(airflowUid).Select(directory => Step(root, directory)).OfType<DirectoryStep>()];

    /// <summary>Names of those whose owner this run cannot set; the stack's <c>setup</c> container does.</summary>
    public static ImmutableArray<string> LeftToContainer(IEnumerable<DirectoryStep> steps) =>
        [.. steps.Where(step => step.NeedsRoot).Select(step => step.Name)];

    static DirectoryStep? Step(StackRoot root, DataDirectory wanted)
    {
        var path = Path.Combine(root.Directory, wanted.Name);
        if (!OperatingSystem.IsLinux())
            return Directory.Exists(path) ? null : new(wanted.Name, path, found: null, new(0, 0, wanted.Mode), needsRoot: false);

        var above = Posix.OwnerOf(root.Directory)!;
        var owner = new FileOwner(wanted.User ?? above.User, wanted.Group ?? above.Group, wanted.Mode);
        var found = Posix.OwnerOf(path);
        // How the person keeps their own 'data' is their affair once it is there.
        if (found == owner || (found is not null && wanted.User is null))
            return null;
        return new(wanted.Name, path, found, owner, needsRoot: wanted.User is not null && Posix.EffectiveUser != 0);
    }
}
