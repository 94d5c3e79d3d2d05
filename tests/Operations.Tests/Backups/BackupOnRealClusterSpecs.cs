using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DataSpec.Operations.Backups;
using DataSpec.Operations.Journal;
using DataSpec.Operations.Reporting;
using Shouldly;
using Xunit;

namespace DataSpec.Operations.Tests.Backups;

[Trait("kind", "integration")]
[SupportedOSPlatform("linux")]
public sealed class BackupOnRealClusterSpecs : IAsyncLifetime
{
    RealCluster _cluster = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    // The process that is killed works on its parent's cluster: one of its own would stay behind.
    public async ValueTask InitializeAsync() => _cluster = RealCluster.HasParent ? null! : await RealCluster.StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Taken_under_writers_a_backup_is_proved_and_holds_every_acknowledged_commit()
    {
        var writers = Enumerable.Range(1, 3).Select(writer => new LedgerWriter(_cluster.Client, writer * 10_000_000).Start()).ToArray();
        var result = await _cluster.BackUpAsync();
        await Task.WhenAll(writers.Select(writer => writer.StopAsync()));

        result.Proof.ShouldNotBeNull().Failures.ShouldBeEmpty();
        result.Proof.Checks.ShouldContain(check => check.StartsWith("2 stored connections", StringComparison.Ordinal));
        var backup = new BackupLayout(result.Directory);
        var (manifest, findings) = await new BackupVerification(new SilentSink()).RunAsync(backup, Ct);
        findings.ShouldBeEmpty();
        var acknowledged = writers.SelectMany(writer => writer.Acknowledged).ToArray();
        var owed = acknowledged.Where(commit => commit.At < manifest.Consistency.At).ToArray();
        owed.Length.ShouldBeGreaterThan(100);
        owed.Length.ShouldBeLessThan(acknowledged.Length);
        var before = await Listing(backup);
        owed.Select(commit => commit.Number).Except(await _cluster.ReadCopyAsync(backup, manifest, "select n from ledger")).ShouldBeEmpty();
        (await Listing(backup)).ShouldBe(before);
        (await _cluster.LeftAsync()).ShouldBeEmpty();
        var row = (await _cluster.Client.QueryAsync("select status, bytes, proved_at is not null from dataspec.backups", row => (row.GetString(0), row.GetInt64(1), row.GetBoolean(2)), Ct)).ShouldHaveSingleItem();
        row.ShouldBe(("succeeded", result.Bytes, true));
        JournalReader.History(_cluster.Stack.Root).ShouldHaveSingleItem().Outcome.ShouldBe(OperationOutcome.Succeeded);
        TestContext.Current.TestOutputHelper!.WriteLine($"{owed.Length} of {acknowledged.Length} commits owed; {result}");
    }

    [Fact]
    public async Task A_proof_finds_what_checksums_of_files_cannot()
    {
        var result = await _cluster.BackUpAsync(prove: false);
        result.Proof.ShouldBeNull();
        var backup = new BackupLayout(result.Directory);
        (await _cluster.Proving.RunAsync(backup, Ct)).Failures.ShouldBeEmpty();

        // As a fault of the program itself would: the fingerprints say otherwise, and the manifest fits them.
        await Rewrite(backup, by: 1, env => env);
        (await _cluster.Proving.RunAsync(backup, Ct)).Failures.ShouldBe(["'datafoundry': public.facts has 50000 rows instead of 50001"]);
        await Rewrite(backup, by: -1, env => env.Replace("made-up-superset-key", "another", StringComparison.Ordinal));
        var failures = (await _cluster.Proving.RunAsync(backup, Ct)).Failures;
        failures.ShouldContain(failure => failure.Contains("SUPERSET_SECRET_KEY in the backup's .env is not the key", StringComparison.Ordinal));
        BackupCatalogue.Find(_cluster.Target.Path, backup.Id).IsProved.ShouldBeFalse();
    }

    public static TheoryData<string> Steps => [.. Share.Of<string>(["copy", "fingerprint", "files", "manifest", "publish", "pack"])];

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task What_dies_at_a_step_is_cleaned_by_the_next_run(string step)
    {
        using (var killed = _cluster.StartKilledBackup(step))
            await killed.WaitForExitAsync(Ct);
        (await _cluster.LeftAsync()).ShouldNotBeEmpty();
        BackupCatalogue.Read(_cluster.Target.Path).ShouldAllBe(backup => backup.State == BackupState.Part);

        var result = await _cluster.BackUpAsync(prove: false);

        (await _cluster.LeftAsync()).ShouldBeEmpty();
        BackupCatalogue.Read(_cluster.Target.Path).ShouldHaveSingleItem().Backup.Id.ShouldBe(result.Id);
        JournalReader.Unfinished(_cluster.Stack.Root).ShouldBeEmpty();
    }

    [Fact]
    public async Task On_a_full_target_nothing_is_kept_and_the_reason_is_told()
    {
        var disk = _cluster.Target.File("small");
        Directory.CreateDirectory(disk);
        using var mount = System.Diagnostics.Process.Start("mount", ["-t", "tmpfs", "-o", "size=40m", "tmpfs", disk]);
        await mount.WaitForExitAsync(Ct);
        if (mount.ExitCode != 0)
            Assert.Skip("this user may not mount a small disk");
        try
        {
            var refused = await Should.ThrowAsync<DataSpecException>(_cluster.BackUpAsync(target: disk));
            refused.ExitCode.ShouldBe(ExitCode.RequirementMissing);
            refused.Message.ShouldContain("the backup needs");
            Directory.GetFileSystemEntries(disk).ShouldBeEmpty();
        }
        finally
        {
            using var unmount = System.Diagnostics.Process.Start("umount", [disk]);
            await unmount.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Run by the test above in a process of its own, which kills itself at the step.</summary>
    [Fact(Explicit = true)]
    public async Task Backup_that_is_killed()
    {
        var (cluster, step) = RealCluster.OfParent();
        await cluster.Backup(record =>
        {
            if (record is not StepStarted started || started.Step != step)
                return;
            // In the copy its container runs by then; elsewhere the step has not done anything.
            if (step is "copy" or "pack")
                new Thread(() => Kill(after: 600)).Start();
            else
                Kill(after: 0);
        }).RunAsync(new() { Target = cluster.Target.Path, Prove = false, Encrypt = step is "pack" ? AgeKeys.Nobodys : null }, Ct);

        static void Kill(int after)
        {
            Thread.Sleep(after);
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        }
    }

    static async Task Rewrite(BackupLayout backup, int by, Func<string, string> changeEnv)
    {
        var fingerprint = JsonSerializer.Deserialize<ClusterFingerprint>(await File.ReadAllTextAsync(backup.Fingerprint, Ct), ManifestText.Shape)!;
        var changed = new ClusterFingerprint(
        [
            .. fingerprint.Databases.Select(database => database with
            {
                Tables = [.. database.Tables.Select(table => table.Table is "public.facts" ? table with { Rows = table.Rows + by } : table)],
            }),
        ]);
        await File.WriteAllTextAsync(backup.Fingerprint, JsonSerializer.Serialize(changed, ManifestText.Shape) + "\n", Ct);
        await File.WriteAllTextAsync(backup.EnvFile, changeEnv(await File.ReadAllTextAsync(backup.EnvFile, Ct)), Ct);
        var (directories, files) = await BackupFiles.ListAsync(backup, new SilentSink(), Ct);
        await File.WriteAllTextAsync(backup.Manifest, ManifestText.Of(ManifestText.Read(backup) with { Directories = directories, Files = files }), Ct);
    }

    static async Task<string> Listing(BackupLayout backup)
    {
        var text = new StringBuilder();
        foreach (var entry in BackupFiles.Walk(backup.Directory).Where(entry => entry.Path is not BackupLayout.ProofName))
        {
            var path = Path.Combine(backup.Directory, entry.Path);
            text.Append(entry).Append(File.GetLastWriteTimeUtc(path).Ticks).Append(BackupFiles.ModeText(path)).Append(Posix.OwnerOf(path));
            if (entry.Kind is FoundKind.File)
                text.Append(Convert.ToHexString(await SHA256.HashDataAsync(File.OpenRead(path), Ct)));
        }

        return text.ToString();
    }
}
