using System.Diagnostics;
using DataSpec.Operations.Compose;
using DataSpec.Operations.Containers;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Secrets.Rotation;

namespace DataSpec.Operations.Backups.Restoring;

/// <summary>Runs a backup as a second stack beside the first: the same restore into a root of its own, under another name and on free ports.</summary>
/// <param name="partsIn">The stack in this root with these settings.</param>
/// <param name="identity">File with the key of an encrypted backup.</param>
public sealed class CloneOperation(
    EngineEndpoint engine, IProcessRunner runner, Func<StackRoot, StackSettings, StackParts> partsIn, StackRoot root, IReadOnlyDictionary<string, string> environment,
    IProgressSink progress, TimeProvider time, MaskedSecrets secrets, string? identity)
{
    const string Kind = "clone";

    /// <summary>What stands in <c>.env</c> counts; the environment of this process is that of the original.</summary>
    static readonly Dictionary<string, string> NoEnvironment = new(StringComparer.Ordinal);

    /// <exception cref="DataSpecException">There is one of that name, or the restore or the start failed; nothing of the clone stays then.</exception>
    public async Task<CloneResult> RunAsync(string name, string from, string targetDirectory, CancellationToken ct)
    {
        var begun = Stopwatch.GetTimestamp();
        CloneEnv.RequireName(name);
        var clone = RootOf(name);
        RequireNew(name, clone);
        var found = BackupCatalogue.Find(targetDirectory, from);
        using var journal = OperationJournal.Begin(root, new OperationIntent(Kind, RemoveCommand(name)) { Blocks = false, Options = OperationIntent.OptionsOf(("name", name), ("from", found.Backup.Id)) }, time, secrets);
        try
        {
            BackupTarget.MakePrivate(clone.Directory);
            var env = CloneEnv.Of(new EnvFile(root.EnvFile).Read(), ProjectOf(name), found.Backup.Id);
            new EnvFile(clone.EnvFile).Write(env);
            var tools = RestoreTools.Of(engine, runner, settings => partsIn(clone, settings), clone, NoEnvironment, progress, time, secrets, identity);
            var options = new RestoreOptions { From = found.Backup.Directory, TargetDirectory = targetDirectory, Only = [.. Enum.GetValues<RestorePart>()], PauseDags = true };
            RestoreResult restored;
            await using (var plan = await tools.LookAsync(options, ct))
                restored = await tools.RunAsync(plan, ct);
            await tools.StartAsync(found.Manifest!.Postgres.SystemIdentifier, ct);
            journal.End(OperationOutcome.Succeeded, $"'{name}' runs from {found.Backup.Id}");
            var settings = new StackSettingsReader(clone, NoEnvironment).Read();
            return new CloneResult(
                name, ProjectOf(name), clone.Directory, found.Backup.Id, found.Manifest.Consistency.At, restored.Checks, StackLinks.Of(settings),
                Math.Round(Stopwatch.GetElapsedTime(begun).TotalSeconds, 2));
        }
        catch (Exception error)
        {
            await DeleteAsync(name, clone, CancellationToken.None);
            journal.End(OperationOutcome.FailedUnchanged, error is OperationCanceledException ? "interrupted" : error.Message);
            throw;
        }
    }

    /// <summary>Takes containers, networks, volumes and files of a clone away, also of one that was interrupted while it was made.</summary>
    /// <exception cref="DataSpecException">There is none of that name (exit code 2).</exception>
    public async Task RemoveAsync(string name, CancellationToken ct)
    {
        CloneEnv.RequireName(name);
        var clone = RootOf(name);
        if (!Directory.Exists(clone.Directory))
        {
            var others = Names();
            throw new DataSpecException(ExitCode.WrongUsage, $"There is no clone '{name}'.")
            {
                LeftAsItWas = "Nothing was changed.",
                NextStep = others.Length == 0 ? "./build.sh Restore --from latest --as NAME makes one" : $"There are: {string.Join(", ", others)}",
            };
        }

        await DeleteAsync(name, clone, ct);
        foreach (var dead in JournalReader.Unfinished(root).Where(operation => operation is { Kind: Kind, IsRunning: false } && JournalReader.Read(root, operation.Id)?.Header.Options.GetValueOrDefault("name") == name))
        {
            using var journal = OperationJournal.Resume(root, dead, time, secrets);
            journal.End(OperationOutcome.Abandoned, "removed");
        }
    }

    async Task DeleteAsync(string name, StackRoot clone, CancellationToken ct)
    {
        var names = new StackSettingsReader(clone, NoEnvironment).ReadNames();
        await new BackupSidecars(engine, runner, ProjectOf(name)).RemoveLeftoversAsync(ct);
        var project = new ComposeProject(engine, clone, ProjectOf(name), runner, secrets: []);
        await new StackReset(project, clone, progress).RunAsync(new StackResetOptions { Confirmed = true, Image = names.PostgresImage }, ct);
        Directory.Delete(clone.Directory, recursive: true);
    }

    StackRoot RootOf(string name) => new(Path.Combine(Folder, name));

    string Folder => Path.Combine(root.State, "clones");

    string ProjectOf(string name) => $"{new StackSettingsReader(root, environment).ReadNames().Project}-{name}";

    string[] Names() => Directory.Exists(Folder) ? [.. Directory.GetDirectories(Folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)] : [];

    static string RemoveCommand(string name) => $"./build.sh Restore --as {name} --remove";

    static void RequireNew(string name, StackRoot clone)
    {
        if (Directory.Exists(clone.Directory))
        {
            throw new DataSpecException(ExitCode.WrongUsage, $"There is a clone '{name}' already, in '{clone.Directory}'.")
            {
                LeftAsItWas = "It stays as it is.",
                NextStep = RemoveCommand(name),
            };
        }
    }
}
