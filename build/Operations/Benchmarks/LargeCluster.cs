using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;
using DataSpec.Operations.Secrets;

namespace DataSpec.Operations.Benchmarks;

/// <summary>A stack's cluster with a large database of pgbench in it, and the ways to copy it; each begins behind a checkpoint and ends on the disk.</summary>
sealed partial class LargeCluster(BenchmarkStack stack, IProcessRunner runner)
{
    const string Database = "bench";

    /// <summary>Of pgbench's scale.</summary>
    const int MegabytesOfOne = 15;

    readonly PairedRuns _runs = new(runner);

    /// <summary>Where the copies go.</summary>
    public string Target => stack.PathOf("backups");

    /// <exception cref="DataSpecException">This user is not root.</exception>
    public async Task FillAsync(int megabytes, IProgressSink progress, CancellationToken ct)
    {
        if (!OperatingSystem.IsLinux() || Posix.EffectiveUser != 0)
            throw new DataSpecException(ExitCode.RequirementMissing, "This benchmark copies Postgres's files and needs root.") { NextStep = "sudo ./build.sh Benchmark --only backup" };
        progress.Say("backup", $"fills a database of {megabytes} MB");
        await _runs.SecondsAsync(stack.InPostgres("createdb", Database), ct);
        await _runs.SecondsAsync(stack.InPostgres("pgbench", "--initialize", "--quiet", "--scale", (megabytes / MegabytesOfOne).ToString(CultureInfo.InvariantCulture), Database), ct);
        Directory.CreateDirectory(Target);
    }

    /// <summary>Seconds of <c>cp -a</c>.</summary>
    public Task<double> CopyAsync(CancellationToken ct) => PlainAsync("copy", copy => Command.Of("cp", "-a", stack.PathOf("data/postgres"), copy), ct);

    /// <summary>Seconds of the very tool that Backup uses, with the same settings, in a container of its own.</summary>
    public Task<double> BaseBackupAsync(CancellationToken ct) => PlainAsync("raw", directory =>
    {
        var env = new EnvFile(stack.PathOf(".env")).Read();
        BackupTarget.MakePrivate(directory);
        return stack.Project.Docker(
            "run", "--rm", "--network", $"container:{stack.Project.ContainerName("postgres")}", "--user", "0:0", "--env", "PGPASSWORD", "--volume", $"{directory}:/raw",
            "--entrypoint", "pg_basebackup", env[EnvKeys.PostgresImage.Name]!, "--host=127.0.0.1", "--username=datafoundry", "--pgdata=/raw/base", "--format=plain",
            "--wal-method=stream", "--checkpoint=fast", "--manifest-checksums=SHA256", "--no-password").WithVariable("PGPASSWORD", env[EnvKeys.PostgresPassword.Name]);
    }, ct);

    /// <summary>Ours, without a proof; it stays.</summary>
    public async Task<MadeBackup> BackupAsync(CancellationToken ct)
    {
        await CheckpointAsync(ct);
        var begun = Stopwatch.GetTimestamp();
        var run = await stack.RunAsync(stack.Build("Backup", "--target-dir", Target, "--no-prove", "--json"), ct);
        using var result = JsonDocument.Parse(run.StandardOutput);
        return new(Stopwatch.GetElapsedTime(begun).TotalSeconds, result.RootElement.GetProperty("copySeconds").GetDouble(), result.RootElement.Text("id")!);
    }

    /// <summary>Transactions a second of four clients during a quarter of a minute.</summary>
    public async Task<double> TransactionsAsync(CancellationToken ct)
    {
        var run = await stack.RunAsync(stack.InPostgres("pgbench", "--client=4", "--jobs=2", "--time=15", Database), ct);
        return double.Parse(Rate().Match(run.StandardOutput).Groups["tps"].Value, CultureInfo.InvariantCulture);
    }

    public Task<double> CheckpointAsync(CancellationToken ct) => _runs.SecondsAsync(stack.InPostgres("psql", "--quiet", "--command", "checkpoint", Database), ct);

    /// <summary>Written to the disk, as a backup is.</summary>
    public async Task<double> FlushedAsync(Command command, CancellationToken ct) =>
        await _runs.SecondsAsync(command, ct) + await _runs.SecondsAsync(Command.Of("sync", "--file-system", Target), ct);

    async Task<double> PlainAsync(string name, Func<string, Command> copy, CancellationToken ct)
    {
        var directory = Path.Combine(Target, name);
        await CheckpointAsync(ct);
        var seconds = await FlushedAsync(copy(directory), ct);
        Directory.Delete(directory, recursive: true);
        return seconds;
    }

    [GeneratedRegex(@"tps = (?<tps>[0-9.]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Rate();
}

/// <param name="CopySeconds">Of its copy of the cluster alone.</param>
sealed record MadeBackup(double Seconds, double CopySeconds, string Id);
