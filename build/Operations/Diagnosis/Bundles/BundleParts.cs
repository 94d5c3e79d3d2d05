using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Setup;

namespace DataSpec.Operations.Diagnosis.Bundles;

/// <summary>What a bundle holds: of the tool's own records always, of the stack where it can be asked.</summary>
public static class BundleParts
{
    const int MostRuns = 5;
    const int MostJournals = 20;
    const int MostCharacters = 400_000;

    /// <summary>Journals, history, logs of the tool's own runs, settings, disk.</summary>
    public static ImmutableArray<BundlePart> OfTool(StackRoot root) =>
    [
        new("env.txt", "settings of .env, secret values left out", async ct => RedactedEnv.Of(await File.ReadAllTextAsync(root.EnvFile, ct))),
        new("machine.txt", "versions, processors, memory, disk", _ => Task.FromResult(Machine(root))),
        new("history.txt", "operations of the past", _ => Task.FromResult(string.Join('\n', JournalReader.History(root)))),
        new("unfinished.txt", "operations begun and not ended, and who holds the lock", _ => Task.FromResult(string.Join('\n', JournalReader.Unfinished(root).Select(one => one.ToString()).Append($"lock: {StackLock.HolderIn(root)?.ToString() ?? "free"}")))),
        Files("journal", "journal of an operation", Path.Combine(root.State, "journal"), "*.jsonl", MostJournals),
        Files("runs", "what the tool printed and logged", root.Temp, "build.*.log", MostRuns),
        Files("schedule", "what the scheduled backup said", Path.Combine(root.State, "schedule"), "run.log", 1),
    ];

    /// <summary>A result that a target would print as JSON.</summary>
    public static BundlePart Result(string name, string what, Func<CancellationToken, Task<string>> read) => new(name, what, read);

    /// <summary>What the engine says of the stack.</summary>
    /// <param name="project">Needs nothing of <c>.env</c> but the name of the project.</param>
    public static ImmutableArray<BundlePart> OfStack(StackRoot root, ComposeProject project)
    {
        return
        [
            new("compose.json", "the stack file as compose reads it, environment left out", async ct => RedactedJson.Of(await project.ReadTextAsync(project.Compose("config", "--format", "json"), ct), Shown())),
            new("engine.txt", "version of the engine", ct => project.ReadTextAsync(project.Docker("version"), ct)),
            new("images.txt", "images of the engine", ct => project.ReadTextAsync(project.Docker("image", "ls", "--digests"), ct)),
            new("containers.json", "docker inspect of every container, environment left out", async ct => RedactedJson.Of(await InspectAsync(project, ct), Shown())),
            new("logs", ct => LogsAsync(project, ct)),
        ];

        FrozenSet<string> Shown() => RedactedEnv.PublicValuesOf(File.Exists(root.EnvFile) ? File.ReadAllText(root.EnvFile) : "");
    }

    static async Task<string> InspectAsync(ComposeProject project, CancellationToken ct)
    {
        var ids = (await project.ReadContainersAsync(service: null, ct)).Select(container => container.Id).ToArray();
        return ids.Length == 0 ? "[]" : await project.ReadTextAsync(project.Docker(["container", "inspect", .. ids]), ct);
    }

    static async Task<IEnumerable<BundleFile>> LogsAsync(ComposeProject project, CancellationToken ct)
    {
        const int lines = 500;
        var containers = await project.ReadContainersAsync(service: null, ct);
        return await Task.WhenAll(containers.Select(async (container, place) => new BundleFile(
            $"logs/{container.Service}{(container.IsOneOff ? $"-{place}" : "")}.log", $"its last {lines} lines", string.Join('\n', await project.ReadLastLinesAsync(container.Id, lines, ct)))));
    }

    static BundlePart Files(string folder, string what, string directory, string pattern, int most) => new(folder, async ct =>
        !Directory.Exists(directory) ? [] : await Task.WhenAll(Directory.GetFiles(directory, pattern).OrderDescending(StringComparer.Ordinal).Take(most).Select(async path =>
        {
            // Shared: the log of this very run is open.
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            var text = await reader.ReadToEndAsync(ct);
            return new BundleFile($"{folder}/{Path.GetFileName(path)}", what, text.Length > MostCharacters ? text[^MostCharacters..] : text);
        })));

    static string Machine(StackRoot root)
    {
        var machine = Setup.Machine.Read();
        var directory = DiskCheck.Existing(root.Data);
        var room = OperatingSystem.IsLinux() ? Posix.RoomAt(directory) : null;
        return string.Create(CultureInfo.InvariantCulture, $"""
            tool        {OperationJournal.ToolVersion}
            .NET        {RuntimeInformation.FrameworkDescription}
            system      {RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}
            processors  {machine.Processors}
            memory      {machine.TotalMemory} bytes, {machine.AvailableMemory} available
            disk        {room?.FreeBytes} of {room?.TotalBytes} bytes free, {room?.FreeInodes} of {room?.TotalInodes} inodes

            """);
    }
}
