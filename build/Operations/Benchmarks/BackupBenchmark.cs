using System.Diagnostics;
using System.Text.Json;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Processes;
using DataSpec.Operations.Reporting;

namespace DataSpec.Operations.Benchmarks;

/// <summary>Backups of a cluster of 3 GiB against <c>cp -a</c> and <c>pg_basebackup</c> of the same, in turn; needs root, because <c>cp</c> does.</summary>
sealed class BackupBenchmark(BenchmarkStack stack, IProcessRunner runner, IProgressSink progress)
{
    const int Megabytes = 3000;

    readonly LargeCluster _cluster = new(stack, runner);

    /// <summary>One round: everything of it within the same minutes.</summary>
    sealed record Round(double Copy, double Raw, double Backup, double Base, double Verification, double Boot, double Restore);

    /// <summary>Transactions a second.</summary>
    sealed record Rates(double Alone, double Backup, double Raw);

    public async Task<Measured[]> RunAsync(bool quick, CancellationToken ct)
    {
        await _cluster.FillAsync(quick ? 75 : Megabytes, progress, ct);
        var rounds = new List<Round>();
        var rates = new List<Rates>();
        for (var i = 0; i < (quick ? 1 : 3); i++)
        {
            rounds.Add(await RoundAsync(ct));
            progress.Say("backup", rounds[^1].ToString());
        }

        for (var i = 0; i < (quick ? 1 : 3); i++)
        {
            rates.Add(await RatesAsync(ct));
            progress.Say("backup", rates[^1].ToString());
        }

        return
        [
            Compared(Promise.Backup, rounds, round => round.Backup, "Backup", round => round.Copy, "cp -a"),
            Compared(Promise.BackupBase, rounds, round => round.Base, "its copy of the cluster", round => round.Raw, "pg_basebackup"),
            Compared(Promise.BackupVerification, rounds, round => round.Verification, "verification", round => round.Copy, "cp -a"),
            Compared(Promise.Restore, rounds, round => round.Restore, "the restore up to the stop", round => round.Copy, "cp -a"),
            Promise.ProofBoot.Of(Statistics.Median(rounds.Select(round => round.Boot)), $"{Statistics.Spread([.. rounds.Select(round => round.Boot)], "s")} in {rounds.Count} proofs"),
            Compared(Promise.BackupTransactions, rates, rate => rate.Backup, "beside Backup", rate => rate.Alone, "alone", "tps"),
            Compared(Promise.BackupTransactionsRaw, rates, rate => rate.Backup, "beside Backup", rate => rate.Raw, "beside pg_basebackup", "tps"),
        ];
    }

    static Measured Compared<T>(Promise promise, List<T> rounds, Func<T, double> ours, string ourName, Func<T, double> plain, string plainName, string unit = "s")
    {
        double[] ratios = [.. rounds.Select(round => ours(round) / plain(round))];
        return promise.Of(
            Statistics.Median(ratios),
            $"{Statistics.Spread(ratios, "x")} in {rounds.Count} rounds; {ourName} {Statistics.Spread([.. rounds.Select(ours)], unit)}, {plainName} {Statistics.Spread([.. rounds.Select(plain)], unit)}");
    }

    async Task<Round> RoundAsync(CancellationToken ct)
    {
        var copied = await _cluster.CopyAsync(ct);
        var received = await _cluster.BaseBackupAsync(ct);
        var made = await _cluster.BackupAsync(ct);
        var layout = new BackupLayout(Path.Combine(_cluster.Target, made.Id));
        var begun = Stopwatch.GetTimestamp();
        if ((await new BackupVerification(progress).RunAsync(layout, ct)).Findings is [var damage, ..])
            throw new DataSpecException(ExitCode.FailedUnchanged, $"The backup that was just made is damaged: {damage}.");
        var verified = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        using var proof = JsonDocument.Parse((await stack.RunAsync(stack.Build("Prove", "--target-dir", _cluster.Target, "--id", made.Id, "--json"), ct)).StandardOutput);
        var boot = proof.RootElement[0].GetProperty("proof").GetProperty("bootSeconds").GetDouble();
        var restored = await RestoreAsync(made.Id, ct);
        Directory.Delete(layout.Directory, recursive: true);
        return new Round(copied, received, made.Seconds, made.CopySeconds, verified, boot, restored);
    }

    /// <summary>Everything of it but the stop of the stack: looking, copying, booting.</summary>
    async Task<double> RestoreAsync(string id, CancellationToken ct)
    {
        using var result = JsonDocument.Parse(
            (await stack.RunAsync(stack.Build("Restore", "--target-dir", _cluster.Target, "--from", id, "--only", "postgres", "--yes", "--json"), ct)).StandardOutput);
        await runner.RunAsync(stack.Build("Restore", "--prune", "--yes"), ct: ct);
        return result.RootElement.GetProperty("seconds").GetDouble() - result.RootElement.GetProperty("downSeconds").GetDouble();
    }

    /// <summary>While nothing else happens, while a backup is made, and while the bare tool copies.</summary>
    async Task<Rates> RatesAsync(CancellationToken ct)
    {
        var alone = await _cluster.TransactionsAsync(ct);
        var backup = _cluster.BackupAsync(ct);
        var besideBackup = await _cluster.TransactionsAsync(ct);
        Directory.Delete(Path.Combine(_cluster.Target, (await backup).Id), recursive: true);
        var raw = _cluster.BaseBackupAsync(ct);
        var besideRaw = await _cluster.TransactionsAsync(ct);
        await raw;
        return new(alone, besideBackup, besideRaw);
    }
}
