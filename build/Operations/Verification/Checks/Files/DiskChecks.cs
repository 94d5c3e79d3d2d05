using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.Versioning;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Verification.Checks.Files;

/// <summary>Whether there is room, on every file system that a folder of <c>data</c> is on.</summary>
static class DiskChecks
{
    static readonly TimeSpan Soon = TimeSpan.FromDays(14);
    static readonly TimeSpan TooSoon = TimeSpan.FromDays(2);

    [SuppressMessage("Interoperability", "CA1416:Validate platform compatibility", Justification = "OnLinux asks before each look.")]
    public static ImmutableArray<ICheck> All { get; } =
    [
        OnLinux(
            new("disk.space", 1, "The disks of data have 10 GB free, and not less than 256 MB", "See what takes it: du -xh -d2 data | sort -h | tail"),
            (view, _) => Task.FromResult(Findings.Outcome(Room(view.Root, "disk"), Free(view.Root.Data)))),
        OnLinux(
            new("disk.inodes", 1, "The disks of data have room for 100,000 more files, and not for fewer than 1,000", "See which directories have most: du -x --inodes -d2 data | sort -n | tail"),
            (view, _) => Task.FromResult(Findings.Outcome(Room(view.Root, "inodes"), $"{Posix.RoomAt(view.Root.Data)?.FreeInodes} free"))),
        OnLinux(
            new("disk.images", 1, "The disk where the engine keeps images has 8 GB free, and not less than 256 MB", "See what can go: docker system df"),
            async (view, ct) => await view.EngineAsync(ct) is { } engine && Posix.RoomAt(engine.StorageDirectory) is not null
                ? Findings.Outcome(DiskCheck.Images(engine.StorageDirectory), Free(engine.StorageDirectory))
                : CheckOutcome.Skipped("the engine keeps them on another machine")),
        OnLinux(
            new("disk.forecast", 1, "As the disk of data has filled up in the last 30 days, it lasts 14 days, and not less than 2. Notes its room once a day in data/.dataspec/disk.jsonl", "See what grows: du -xh -d2 data | sort -h | tail"),
            (view, _) =>
            {
                var notes = DiskHistory.Read(view.Root);
                DiskHistory.Note(view.Root, view.Time);
                return Task.FromResult(OfForecast(DiskHistory.DaysLeft(notes, view.Time.GetUtcNow(), Posix.RoomAt(view.Root.Data)?.FreeBytes ?? 0), notes.Length));
            }),
        OnLinux(
            new("disk.filesystem", 1, "data is on a file system that keeps owners, modes and what was flushed to it", "Move the checkout to a local Linux file system (ext4, XFS, btrfs)"),
            (view, _) => Task.FromResult(Findings.Outcome(Places(view.Root).SelectMany(place => FileSystemCheck.OfType(Posix.RealPathOf(place), File.ReadAllLines("/proc/mounts"))), $"{Places(view.Root).Count()} file systems"))),
    ];

    internal static CheckOutcome OfForecast(double? days, int notes)
    {
        if (days is not { } left)
            return CheckOutcome.Skipped($"{notes} of at least 3 days noted");
        var evidence = double.IsInfinity(left) ? "does not fill up" : string.Create(CultureInfo.InvariantCulture, $"full in {left:0.#} days");
        return left < TooSoon.TotalDays ? CheckOutcome.Failed(evidence) : left < Soon.TotalDays ? CheckOutcome.Warning(evidence) : CheckOutcome.Passed(evidence);
    }

    static Check OnLinux(CheckDescription about, Func<StackView, CancellationToken, Task<CheckOutcome>> look) =>
        new(about, (view, ct) => OperatingSystem.IsLinux() ? look(view, ct) : Task.FromResult(CheckOutcome.Skipped("only Linux tells")));

    /// <summary>One folder of each file system, <c>data</c> first.</summary>
    [SupportedOSPlatform("linux")]
    static IEnumerable<string> Places(StackRoot root) =>
        DataDirectories.Layout(airflowUid: 0).Select(directory => Path.Combine(root.Directory, directory.Name)).Append(root.State).Where(Directory.Exists).DistinctBy(Posix.MountOf);

    /// <summary>What is advised is advised for <c>data</c>; a folder on a disk of its own must only not be full.</summary>
    [SupportedOSPlatform("linux")]
    static IEnumerable<Finding> Room(StackRoot root, string id) =>
        from place in Places(root)
        from finding in DiskCheck.Data(place, Posix.RoomAt(place), hasCluster: true)
        where finding.Id == id && (finding.IsHard || place == root.Data)
        select finding;

    [SupportedOSPlatform("linux")]
    static string Free(string path) => Posix.RoomAt(path) is { } room ? $"{Reporting.ProgressText.Size(room.FreeBytes)} of {Reporting.ProgressText.Size(room.TotalBytes)} free" : "not there";
}
