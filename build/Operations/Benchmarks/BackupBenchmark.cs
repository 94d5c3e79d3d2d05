using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Benchmarks;

/// <summary>Backups of a cluster of 3 GiB against <c>cp -a</c> and <c>pg_basebackup</c> of the same, in turn; needs root, because <c>cp</c> does.</summary>
sealed partial class BackupBenchmark(BenchmarkStack stack, IProcessRunner runner, IProgressSink progress)
{
    const string Database = "bench";

    /// <summary>15 MB each.</summary>
    const int Scale = 200;

    readonly PairedRuns _runs = new(runner);

    string Target => stack.PathOf("backups");

    /// <summary>One round: everything of it within the same minutes.</summary>
    sealed record Round(double Copy, double Raw, double Backup, double Base, double Verification, double Boot, double Restore);

    public async Task<Measured[]> RunAsync(bool quick, CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux() || Posix.EffectiveUser != 0)
            throw new DataSpecException(ExitCode.RequirementMissing, "The benchmark 'backup' copies Postgres's files and needs root.") { NextStep = "sudo ./build.sh Benchmark --only backup" };
        await FillAsync(quick ? 5 : Scale, ct);
        var rounds = new List<Round>();
        for (var i = 0; i < (quick ? 1 : 3); i++)
        {
            rounds.Add(await RoundAsync(ct));
            progress.Say("backup", rounds[^1].ToString());
        }

        var (alone, beside) = (new List<double>(), new List<double>());
        for (var i = 0; i < (quick ? 1 : 3); i++)
        {
            alone.Add(await TransactionsAsync(ct));
            beside.Add(await BesideBackupAsync(ct));
            progress.Say("backup", string.Create(CultureInfo.InvariantCulture, $"transactions a second: {alone[^1]:0} alone, {beside[^1]:0} beside a backup"));
        }

        return
        [
            Compared(Promise.Backup, rounds, round => round.Backup, "Backup", round => round.Copy, "cp -a"),
            Compared(Promise.BackupBase, rounds, round => round.Base, "its copy of the cluster", round => round.Raw, "pg_basebackup"),
            Compared(Promise.BackupVerification, rounds, round => round.Verification, "verification", round => round.Copy, "cp -a"),
            Compared(Promise.Restore, rounds, round => round.Restore, "the restore up to the stop", round => round.Copy, "cp -a"),
            Promise.ProofBoot.Of(Statistics.Median(rounds.Select(round => round.Boot)), $"{Statistics.Spread([.. rounds.Select(round => round.Boot)], "s")} in {rounds.Count} proofs"),
            Promise.BackupTransactions.Of(
                Statistics.Median(beside.Zip(alone, (with, without) => with / without)),
                $"{Statistics.Spread(beside, "tps")} beside a backup, {Statistics.Spread(alone, "tps")} alone, pgbench with 4 clients in {alone.Count} pairs"),
        ];
    }

    static Measured Compared(Promise promise, List<Round> rounds, Func<Round, double> ours, string ourName, Func<Round, double> plain, string plainName)
    {
        double[] ratios = [.. rounds.Select(round => ours(round) / plain(round))];
        return promise.Of(
            Statistics.Median(ratios),
            $"{Statistics.Spread(ratios, "x")} in {rounds.Count} rounds; {ourName} {Statistics.Spread([.. rounds.Select(ours)], "s")}, {plainName} {Statistics.Spread([.. rounds.Select(plain)], "s")}");
    }

    async Task FillAsync(int scale, CancellationToken ct)
    {
        progress.Say("backup", $"fills a database of {scale * 15} MB");
        await _runs.SecondsAsync(stack.InPostgres("createdb", Database), ct);
        await _runs.SecondsAsync(stack.InPostgres("pgbench", "--initialize", "--quiet", "--scale", scale.ToString(CultureInfo.InvariantCulture), Database), ct);
        Directory.CreateDirectory(Target);
    }

    async Task<Round> RoundAsync(CancellationToken ct)
    {
        var (copy, raw) = (Path.Combine(Target, "copy"), Path.Combine(Target, "raw"));
        await CheckpointAsync(ct);
        var copied = await FlushedAsync(Command.Of("cp", "-a", stack.PathOf("data/postgres"), copy), ct);
        Directory.Delete(copy, recursive: true);
        await CheckpointAsync(ct);
        var received = await FlushedAsync(RawBaseBackup(raw), ct);
        Directory.Delete(raw, recursive: true);
        await CheckpointAsync(ct);
        var begun = Stopwatch.GetTimestamp();
        var (made, id) = await BackupAsync(ct);
        var backup = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        var layout = new BackupLayout(Path.Combine(Target, id));
        begun = Stopwatch.GetTimestamp();
        if ((await new BackupVerification(progress).RunAsync(layout, ct)).Findings is [var damage, ..])
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The backup that was just made is damaged: {damage}.");
        var verified = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        using var proof = JsonDocument.Parse((await runner.RunAsync(stack.Build("Prove", "--target-dir", Target, "--id", id, "--json"), ct: ct)).EnsureSuccess().StandardOutput);
        var boot = proof.RootElement[0].GetProperty("proof").GetProperty("bootSeconds").GetDouble();
        var restored = await RestoreAsync(id, ct);
        Directory.Delete(layout.Directory, recursive: true);
        return new Round(copied, received, backup, made, verified, boot, restored);
    }

    /// <summary>Everything of it but the stop of the stack: looking, copying, booting.</summary>
    async Task<double> RestoreAsync(string id, CancellationToken ct)
    {
        using var result = JsonDocument.Parse((await runner.RunAsync(
            stack.Build("Restore", "--target-dir", Target, "--from", id, "--only", "postgres", "--yes", "--json"), ct: ct)).EnsureSuccess().StandardOutput);
        await runner.RunAsync(stack.Build("Restore", "--prune", "--yes"), ct: ct);
        return result.RootElement.GetProperty("seconds").GetDouble() - result.RootElement.GetProperty("downSeconds").GetDouble();
    }

    async Task<(double CopySeconds, string Id)> BackupAsync(CancellationToken ct)
    {
        var run = (await runner.RunAsync(stack.Build("Backup", "--target-dir", Target, "--no-prove", "--json"), ct: ct)).EnsureSuccess();
        using var result = JsonDocument.Parse(run.StandardOutput);
        return (result.RootElement.GetProperty("copySeconds").GetDouble(), result.RootElement.Text("id")!);
    }

    async Task<double> TransactionsAsync(CancellationToken ct)
    {
        var run = (await runner.RunAsync(stack.InPostgres("pgbench", "--client=4", "--jobs=2", "--time=15", Database), ct: ct)).EnsureSuccess();
        return double.Parse(Rate().Match(run.StandardOutput).Groups["tps"].Value, CultureInfo.InvariantCulture);
    }

    async Task<double> BesideBackupAsync(CancellationToken ct)
    {
        var backup = BackupAsync(ct);
        var rate = await TransactionsAsync(ct);
        var (_, id) = await backup;
        Directory.Delete(Path.Combine(Target, id), recursive: true);
        return rate;
    }

    /// <summary>Written to the disk, as a backup is.</summary>
    async Task<double> FlushedAsync(Command command, CancellationToken ct) =>
        await _runs.SecondsAsync(command, ct) + await _runs.SecondsAsync(Command.Of("sync", "--file-system", Target), ct);

    Task<double> CheckpointAsync(CancellationToken ct) => _runs.SecondsAsync(stack.InPostgres("psql", "--quiet", "--command", "checkpoint", Database), ct);

    /// <summary>The very tool that Backup uses, with the same settings, in a container of its own.</summary>
    Command RawBaseBackup(string directory)
    {
        var env = new EnvFile(stack.PathOf(".env")).Read();
        BackupTarget.MakePrivate(directory);
        return stack.Project.Docker(
            "run", "--rm", "--network", $"container:{stack.Project.ContainerName("postgres")}", "--user", "0:0", "--env", "PGPASSWORD", "--volume", $"{directory}:/raw",
            "--entrypoint", "pg_basebackup", env[EnvKeys.PostgresImage.Name]!, "--host=127.0.0.1", "--username=datafoundry", "--pgdata=/raw/base", "--format=plain",
            "--wal-method=stream", "--checkpoint=fast", "--manifest-checksums=SHA256", "--no-password").WithVariable("PGPASSWORD", env[EnvKeys.PostgresPassword.Name]);
    }

    [GeneratedRegex(@"tps = (?<tps>[0-9.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rate();
}
