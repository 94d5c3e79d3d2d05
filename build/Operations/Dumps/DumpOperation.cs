using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Postgres;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;
using DataSpec.Operations.Texts;

namespace DataSpec.Operations.Dumps;

/// <summary>Writes the databases of the running stack as SQL or as archives of <c>pg_dump</c>, and shows that they can be restored.</summary>
sealed class DumpOperation(
    BackupSidecars sidecars, BackupSource source, PostgresClient postgres, StackRoot root, IProgressSink progress, TimeProvider time, MaskedSecrets? secrets = null)
{
    public const string Kind = "dump";

    const int Attempts = 4;

    const UnixFileMode PrivateDirectory = EnvFile.PrivateMode | UnixFileMode.UserExecute;

    internal static JsonSerializerOptions Shape { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>Called after each record of the journal; for tests that die or do damage there.</summary>
    internal Action<JournalRecord>? Written { get; set; }

    /// <exception cref="DataSpecException">Nothing was kept; with <see cref="ExitCode.VerificationFailed"/> because what was written cannot be restored.</exception>
    public async Task<DumpResult> RunAsync(DumpOptions options, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var target = BackupTarget.Open(options.Target, root);
        foreach (var removed in await new BackupLeftovers(sidecars, root, time).RemoveAsync(ct))
            progress.Say("clean-up", $"removed {removed}");
        var cluster = await LiveCluster.ReadAsync(postgres, ct);
        var databases = Choose(options, await postgres.QueryAsync(DumpSql.Databases, row => (Name: row.GetString(0), Create: row.GetString(1)), ct));
        BackupTarget.RequireRoom(target, options.Format is DumpFormat.Plain ? cluster.Bytes : cluster.Bytes / 4);

        using var journal = OperationJournal.Begin(
            root, new OperationIntent(Kind, "./build.sh Dump") { Blocks = false, Options = OperationIntent.OptionsOf(("target", target), ("database", options.Database)) }, time, secrets);
        journal.Written = Written;
        var part = BackupLayout.PartOf(target, journal.Id).Directory;
        try
        {
            journal.Note(BackupLeftovers.PartFact, part);
            BackupTarget.MakePrivate(part);
            var run = new Making(journal.Id, part, options, new(sidecars, source, journal.Id, part, BackupOwner.Claim(part, root)));
            await journal.StepAsync("dump", token => DumpAsync(run, databases, token), ct);
            await journal.StepAsync("check", token => CheckAsync(run, token), ct);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (options.Prove)
                await journal.StepAsync("prove", token => ProveAsync(run, token), ct);
            var manifest = await ManifestAsync(run, cluster, journal.Content.Header.Tool, ct);
            await journal.StepAsync("publish", _ => Publish(part, manifest), ct);
            journal.End(OperationOutcome.Succeeded);
            return new(journal.Id, Path.Combine(target, journal.Id), manifest, Math.Round(seconds, 2));
        }
        catch (Exception error)
        {
            await sidecars.RemoveLeftoversAsync(CancellationToken.None);
            if (Directory.Exists(part))
                Directory.Delete(part, recursive: true);
            journal.End(OperationOutcome.FailedUnchanged, error is OperationCanceledException ? "interrupted" : error.Message);
            throw;
        }
    }

    /// <summary>What a dump gathers while it is made.</summary>
    sealed record Making(string Id, string Part, DumpOptions Options, DumpCommands Commands)
    {
        public List<DumpedDatabase> Databases { get; } = [];

        public bool HasGlobals => Options.Database is null;

        public DumpProof? Proof { get; set; }
    }

    static ImmutableArray<(string Name, string Create)> Choose(DumpOptions options, ImmutableArray<(string Name, string Create)> all)
    {
        if (options.Database is null)
            return all;
        return all.Where(one => one.Name == options.Database).ToImmutableArray() is [_] one ? one : throw new DataSpecException(
            ExitCode.WrongUsage, $"There is no database '{options.Database}'.")
        {
            LeftAsItWas = "Nothing was written.",
            NextStep = $"--database with one of: {string.Join(", ", all.Select(database => database.Name))}",
        };
    }

    async Task DumpAsync(Making run, ImmutableArray<(string Name, string Create)> databases, CancellationToken ct)
    {
        if (run.HasGlobals)
            await run.Commands.DumpGlobalsAsync(ct);
        foreach (var (name, create) in databases)
        {
            progress.Say(name, "dumping");
            run.Databases.Add(new(name, DumpCommands.FileOf(name, run.Options.Format), create, await DumpAsync(run, name, ct)));
        }

        foreach (var entry in BackupFiles.Walk(run.Part))
        {
            var path = Path.Combine(run.Part, entry.Path);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, entry.Kind is FoundKind.Directory ? PrivateDirectory : EnvFile.PrivateMode);
            if (entry.Kind is FoundKind.Directory)
                continue;
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
            file.Flush(flushToDisk: true);
        }
    }

    async Task<DatabaseContent> DumpAsync(Making run, string database, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var snapshot = await DumpSnapshot.TakeAsync(postgres, database, ct);
            try
            {
                await run.Commands.DumpAsync(database, snapshot.Name, run.Options.Format, inParallel: attempt == 1, ct);
                return await snapshot.ReadAsync(ct);
            }
            catch (TablesChangedException) when (attempt < Attempts)
            {
                progress.Say(database, "a table was made, emptied or dropped meanwhile: once more");
                var file = Path.Combine(run.Part, DumpCommands.FileOf(database, run.Options.Format));
                if (Directory.Exists(file))
                    Directory.Delete(file, recursive: true);
            }
        }
    }

    static async Task CheckAsync(Making run, CancellationToken ct)
    {
        var check = new DumpCheck(run.Commands, run.Part);
        List<string> problems = run.HasGlobals && check.GlobalsProblem() is { } problem ? [problem] : [];
        foreach (var database in run.Databases)
            problems.AddRange(await check.ProblemsAsync(database, run.Options.Format, ct));
        Refuse(problems);
    }

    async Task ProveAsync(Making run, CancellationToken ct)
    {
        progress.Say("proof", "restoring into a throw-away Postgres");
        var proof = new DumpRestore(sidecars, source, postgres, root, run.Commands, time);
        var (result, problems) = await proof.RunAsync(run.Id, [.. run.Databases], run.Options.Format, run.HasGlobals, ct);
        Refuse(problems);
        run.Proof = result;
    }

    async Task<DumpManifest> ManifestAsync(Making run, LiveCluster cluster, string tool, CancellationToken ct)
    {
        var hashes = await BackupFiles.HashAsync(run.Part, [.. BackupFiles.Walk(run.Part).Where(entry => entry.Kind is FoundKind.File)], progress, ct);
        return new(
            run.Id, time.GetUtcNow(), source.Project, tool, $"{cluster.VersionNumber / 10000}.{cluster.VersionNumber % 10000}", source.Image, cluster.SystemIdentifier, run.Options.Format,
            [.. run.Databases],
            [
                .. hashes.OrderBy(hash => hash.Entry.Path, StringComparer.Ordinal)
                    .Select(hash => new DumpedFile(hash.Entry.Path, hash.Entry.Size, hash.Sha256 ?? throw new IOException($"'{hash.Entry.Path}': {hash.Error}"))),
            ],
            run.Proof);
    }

    static Task Publish(string part, DumpManifest manifest)
    {
        DurableFile.Write(Path.Combine(part, DumpManifest.Name), JsonSerializer.Serialize(manifest, Shape) + "\n", EnvFile.PrivateMode);
        BackupOwner.Spread(part);
        Directory.Move(part, part[..^BackupLayout.PartSuffix.Length]);
        if (OperatingSystem.IsLinux())
            Posix.FlushDirectory(Path.GetDirectoryName(part)!);
        return Task.CompletedTask;
    }

    static void Refuse(IReadOnlyList<string> problems)
    {
        if (problems is [var first, ..])
        {
            throw new DataSpecException(ExitCode.VerificationFailed, $"The dump does not hold what the databases held: {Listing.Sentences(problems)}")
            {
                LeftAsItWas = "The stack runs as before; what was written of this dump is deleted.",
                NextStep = first.Contains("rows", StringComparison.Ordinal) ? "./build.sh Dump, when no tables are made or emptied" : "Look at the target's disk (dmesg), then ./build.sh Dump",
            };
        }
    }
}
